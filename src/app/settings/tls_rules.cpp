#include "tls_rules.hpp"

#include <oms/app/address.hpp>

namespace oms::app {

namespace {

void add(std::vector<fault>& faults, std::string where, std::string note) {
    faults.push_back({errc::bad_settings, std::move(where), std::move(note)});
}

void check_files(settings::tls_table const& tls, std::vector<fault>& faults) {
    if (tls.is_on()) {
        if (tls.private_key.empty()) add(faults, "tls.private_key", "must name the file of the key that belongs to tls.certificate");
        return;
    }
    if (!tls.private_key.empty()) add(faults, "tls.certificate", "must name the file of the certificate that belongs to tls.private_key");
    if (!tls.client_ca.empty()) add(faults, "tls.client_ca", "asks for certificates of clients, which takes TLS: set tls.certificate, too");
}

}  // namespace

void check_tls(settings const& s, std::vector<fault>& faults) {
    check_files(s.tls, faults);
    if (s.tls.is_on()) {
        if (s.public_url.starts_with("http://"))
            add(faults, "public_url", "must begin with https:// because tls.certificate is set, and plain HTTP is not answered");
        return;
    }
    auto const address = parse_listen(s.listen);
    if (s.tls.behind_proxy || s.dev || !address || address->loopback) return;  // what is wrong with the address is said already
    add(faults, "listen",
        s.listen + " can be reached from outside, and plain HTTP would carry patient data there for all to read: set tls.certificate and "
                   "tls.private_key; or, if a proxy in front ends TLS, tls.behind_proxy = true; or listen on 127.0.0.1");
}

}  // namespace oms::app
