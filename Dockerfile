# oms-cds on Debian 12: built in the first stage, alone in the second, run by a user without rights.
#   docker build -t oms-cds . && docker run --rm oms-cds --version
FROM debian:12-slim AS build
WORKDIR /oms-cds
COPY scripts/packages scripts/packages
RUN scripts/packages build
COPY . .
RUN cmake --preset release -DOMS_TESTS=OFF --log-level=WARNING \
    && cmake --build --preset release --target oms-cds \
    && cmake --install build/release --prefix /opt/oms-cds --strip \
    && scripts/runtime-packages /opt/oms-cds/bin/oms-cds >/runtime-packages

FROM debian:12-slim
COPY --from=build /runtime-packages /tmp/runtime-packages
# curl is for the health check, the certificates for FHIR servers and key sets.
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive xargs -a /tmp/runtime-packages apt-get install -y -qq --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* /tmp/runtime-packages \
    && useradd --system --user-group --home-dir /var/lib/oms-cds --create-home --shell /usr/sbin/nologin oms-cds
COPY --from=build /opt/oms-cds /opt/oms-cds
USER oms-cds
WORKDIR /var/lib/oms-cds
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=2s --start-period=10s CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/opt/oms-cds/bin/oms-cds"]
CMD ["serve"]
