// Settings from a TOML file, variables and flags: whatever they hold, either settings that a service may start with, or faults that
// name their place. What is printed reads back as the same settings, and the stronger sources change nothing when given again.
// Input: TOML, then a line that holds a form feed, then lines `NAME=VALUE`: a name that begins with `--` is a flag, others are variables.
#include "portions.hpp"

#include <oms/app/address.hpp>
#include <oms/app/settings.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

namespace app = oms::app;
using oms::fuzz::promise;

constexpr std::string_view file = "oms.toml", boundary = "\n\f\n";

app::settings_sources sources_of(std::string_view input) {
    app::settings_sources from;
    std::size_t const end = std::min(input.find(boundary), input.size());
    from.file = file;
    from.toml = input.substr(0, end);
    for (input.remove_prefix(std::min(end + boundary.size(), input.size())); !input.empty();) {
        std::string_view const line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(line.size() + 1, input.size()));
        std::string_view const name = line.substr(0, line.find('=')), value = line.substr(std::min(name.size() + 1, line.size()));
        if (name == "--dev") from.dev = true;
        else if (name.starts_with("--")) from.flags.emplace_back(name.substr(2), value);
        else from.environment.emplace_back(name, value);
    }
    return from;
}

bool names_its_place(oms::fault const& f) {
    // What no single place says: two settings that do not go together.
    static constexpr std::string_view together[] = {"auth.mode", "services.silent", "public_url", "listen"};
    return f.where.starts_with(std::string{file} + ":") || f.where.starts_with("OMS_CDS_") || f.where.starts_with("--") ||
           std::ranges::find(together, f.where) != std::end(together);
}

void check_faults(std::vector<oms::fault> const& faults) {
    promise(!faults.empty(), "what is refused is refused with a reason");
    for (auto const& f : faults) {
        promise(f.code == oms::errc::bad_settings, "a fault of settings", to_string(f));
        promise(names_its_place(f), "a fault names its place", to_string(f));
        promise(!f.note.empty(), "a fault says what is wrong", to_string(f));
    }
}

/// What must hold of any settings that a service starts with, read apart from the table that checks them.
void check_sound(app::settings const& s) {
    auto const address = app::parse_listen(s.listen);
    promise(address.has_value(), "the address can be listened on", s.listen);
    bool const open = s.auth.mode == "off";
    promise(open || s.auth.mode == "required", "authentication is on or off", s.auth.mode);
    promise(!open || address->loopback || (s.auth.i_know_this_is_open && !s.dev), "nobody serves in the open by accident", s.listen);
    promise(!s.dev || (open && s.feedback.store == "none"), "the dev profile keeps nothing");
    auto const& l = s.limits;
    for (auto const limit : {l.body_bytes, l.header_bytes, l.json_depth, l.connections, l.header_s, l.body_s, l.idle_s})
        promise(limit >= 1 && limit <= (1 << 30), "a limit is one");
    promise(l.drain_s >= 0 && s.threads >= 0, "no number is below its least");
    for (auto const& origin : s.fhir.servers) promise(app::is_origin(origin), "a FHIR server is an origin", origin);
    for (auto const& [name, days] : app::replaced_constants(s)) promise(days >= 0 && days <= 36500, "a constant is days", name);
}

/// Whether a TOML file can hold it. Source: TOML 1.0.0, "Spec": UTF-8.
bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4 || i + more >= text.size())) return false;
        std::uint32_t point = more == 0 ? lead : lead & (0x3fu >> more);
        for (std::size_t k = 1; k <= more; ++k) {
            auto const next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0u) != 0x80) return false;
            point = point << 6 | (next & 0x3fu);
        }
        bool const surrogate = point >= 0xd800 && point < 0xe000;
        if ((more == 2 && (point < 0x800 || surrogate)) || (more == 3 && (point < 0x10000 || point > 0x10ffff))) return false;
        i += more;
    }
    return true;
}

void check_printed(app::settings const& s, app::settings_sources from) {
    std::string const printed = app::write_settings(s);
    if (!is_utf8(printed)) return;  // a path from a variable may be any bytes
    app::settings_sources alone{.file = file, .toml = printed, .environment = {}, .flags = {}, .dev = s.dev};
    auto const again = app::read_settings(alone);
    promise(again.has_value(), "what is printed can be read", again ? std::string{} : to_string(again.error().front()) + "\n" + printed);
    oms::fuzz::same(printed, app::write_settings(*again), "what is printed reads back as the same");
    from.toml = printed;
    auto const stronger = app::read_settings(from);
    promise(stronger.has_value(), "variables and flags over what is printed", printed);
    oms::fuzz::same(printed, app::write_settings(*stronger), "variables and flags change nothing twice");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const from = sources_of(oms::fuzz::text_of(data, size));
    auto const got = app::read_settings(from);
    if (!got) {
        check_faults(got.error());
        return 0;
    }
    check_sound(*got);
    check_printed(*got, from);
    return 0;
}
