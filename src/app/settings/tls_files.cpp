#include <oms/app/tls_files.hpp>

#include "../files.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace oms::app {

namespace {

/// One file of `[tls]`; erased at the end, because it may hold the key.
struct pem_file {
    std::string_view key;
    std::string const& name;
    std::string text;

    pem_file(std::string_view k, std::string const& n) : key{k}, name{n} {}
    ~pem_file() { explicit_bzero(text.data(), text.size()); }
    pem_file(pem_file const&) = delete;
    pem_file& operator=(pem_file const&) = delete;

    /// False: it cannot be read, and `faults` says so. A file that is not named is an empty one.
    bool read(std::vector<fault>& faults) {
        if (name.empty()) return true;
        auto got = read_whole(name, errc::bad_settings);
        if (got) {
            text = *std::move(got);
        } else {
            faults.push_back({errc::bad_settings, std::string{key}, name + " " + got.error().note});
        }
        return got.has_value();
    }
};

net::tls_version version_of(std::string_view text) noexcept {
    return text == "1.3" ? net::tls_version::v1_3 : net::tls_version::v1_2;
}

}  // namespace

checked<std::optional<net::server_tls>> load_tls(settings const& s, instant now) {
    if (!s.tls.is_on()) return std::optional<net::server_tls>{};
    std::array files{pem_file{"tls.certificate", s.tls.certificate}, pem_file{"tls.private_key", s.tls.private_key},
                     pem_file{"tls.client_ca", s.tls.client_ca}};
    std::vector<fault> faults;
    for (auto& f : files) f.read(faults);
    if (!faults.empty()) return faults;
    net::tls_credentials given{.certificate = files[0].text, .private_key = files[1].text, .oldest = version_of(s.tls.min_version)};
    if (!s.tls.client_ca.empty()) given.client_ca = files[2].text;  // an empty file is not: no authorities asked for
    auto made = net::make_tls(given, now);
    if (made) return std::optional{*std::move(made)};
    for (fault f : made.error()) {
        auto const at = std::ranges::find(files, f.where, &pem_file::key);
        if (at != files.end()) f.note = at->name + " " + f.note;
        faults.push_back(std::move(f));
    }
    return faults;
}

}  // namespace oms::app
