#include <oms/service/routes.hpp>

#include <oms/base/ascii.hpp>

#include <algorithm>

namespace oms::service {
namespace {

/// The path of an absolute target `http://host/path`, which a proxy may send.
std::string_view path_of(std::string_view target) noexcept {
    std::string_view const before_query = target.substr(0, std::min(target.find('?'), target.find('#')));
    if (before_query.starts_with('/')) return before_query;
    auto const scheme_end = before_query.find("://");
    if (scheme_end == std::string_view::npos) return {};
    auto const path = before_query.find('/', scheme_end + 3);
    return path == std::string_view::npos ? std::string_view{"/"} : before_query.substr(path);
}

/// Its own spelling: nothing is percent-encoded, no slash is doubled.
bool is_plain(std::string_view path) noexcept {
    return path.find('%') == std::string_view::npos && path.find("//") == std::string_view::npos;
}

/// What stands in the place of `{id}`, if `path` is of that pattern.
std::optional<std::string_view> fit(std::string_view pattern, std::string_view path) noexcept {
    constexpr std::string_view id = "{id}";
    auto const at = pattern.find(id);
    if (at == std::string_view::npos) return path == pattern ? std::optional{std::string_view{}} : std::nullopt;
    std::string_view const behind = pattern.substr(at + id.size());
    bool const fits = path.size() >= at + behind.size() && path.starts_with(pattern.substr(0, at)) && path.ends_with(behind);
    if (!fits) return std::nullopt;
    std::string_view const segment = path.substr(at, path.size() - behind.size() - at);
    return segment.find('/') == std::string_view::npos ? std::optional{segment} : std::nullopt;
}

}  // namespace

std::optional<std::string_view> normal_path(std::string_view target, std::string& storage) {
    std::string_view const path = path_of(target);
    if (path.empty()) return std::nullopt;
    if (is_plain(path)) return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    storage.clear();
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '/' && storage.ends_with('/')) continue;
        if (path[i] != '%') {
            storage.push_back(path[i]);
            continue;
        }
        int const byte = ascii::percent_value(path, i);
        if (byte < 0) return std::nullopt;
        auto const c = static_cast<char>(byte);
        if (ascii::is_unreserved(c)) {
            storage.push_back(c);
            i += 2;
        } else {
            storage.push_back('%');
        }
    }
    if (storage.size() > 1 && storage.ends_with('/')) storage.pop_back();
    return storage;
}

route_match find_route(std::string_view path, std::string_view prefix) noexcept {
    if (!path.starts_with(prefix)) return {};
    path.remove_prefix(prefix.size());
    if (path.empty()) path = "/";
    if (path.front() != '/') return {};
    for (route const& r : routes)
        if (auto const id = fit(r.pattern, path)) return {&r, *id};
    return {};
}

bool allows(route const& r, std::string_view method) noexcept {
    for (ascii::list_items all{r.allow}; !all.done();)
        if (all.next() == method) return true;
    return false;
}

}  // namespace oms::service
