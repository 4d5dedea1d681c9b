#pragma once
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oms {

/// What happened. Protocol-neutral; the status of an answer follows from `blame_of`.
/// Starts at 1, so that no value looks like success.
enum class errc {
    bad_json = 1,       ///< not RFC 8259 JSON, bad UTF-8, a byte order mark, cut off
    duplicate_member,   ///< one object holds a member name twice
    too_deep,           ///< nested deeper than the limit
    too_large,          ///< more bytes than the limit
    bad_element,        ///< an element has the wrong JSON type or an impossible value
    missing_element,    ///< a required element is not there
    wrong_hook,         ///< the request's hook is not the service's
    unknown_service,    ///< no service, file or resource of that name
    wrong_method,       ///< the address exists, not for this method
    wrong_media_type,   ///< a body that is not declared as JSON
    no_data,            ///< data that the policy needs could not be had
    not_trusted,        ///< no token, or one that does not hold
    not_allowed,        ///< a known caller without the right to this
    bad_knowledge,      ///< a file of fhir_profiles/ is wrong
    bad_settings,       ///< a setting, flag or environment variable is wrong
    unavailable,        ///< cannot serve now: draining, store down
    internal,           ///< a broken promise of ours
};

/// Who must act. The one thing that decides the status of an answer.
enum class blame { caller, data, trust, us };

[[nodiscard]] blame blame_of(errc code) noexcept;

/// The stable lower-case name of a code, e.g. `duplicate_member`; safe to log and to count.
[[nodiscard]] std::string_view name_of(errc code) noexcept;

/// A fault. `where` is an element path with indices (`prefetch.conditions.entry[3].resource`) or a file with one;
/// `note` is ours, says what to do and never holds patient data.
struct fault {
    errc code = errc::internal;
    std::string where;
    std::string note;
};

/// `where: note (name)`, for logs and the command line.
[[nodiscard]] std::string to_string(fault const& f);

template <class T>
using result = boost::system::result<T, fault>;

/// Loaders report all faults at once.
template <class T>
using checked = boost::system::result<T, std::vector<fault>>;

[[noreturn]] void throw_exception_from_error(fault const& f, boost::source_location const& loc);
[[noreturn]] void throw_exception_from_error(std::vector<fault> const& all, boost::source_location const& loc);

}  // namespace oms
