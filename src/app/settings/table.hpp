#pragma once
#include <oms/app/settings.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oms::app {

/// The place of one setting; which alternative it holds is the type of the key.
using slot = std::variant<std::string*, std::int64_t*, std::optional<std::int64_t>*, bool*, std::vector<std::string>*>;

/// Visits a slot with one function per type.
template <class... F>
struct overloaded : F... {
    using F::operator()...;
};
template <class... F>
overloaded(F...) -> overloaded<F...>;  // clang before 17 deduces no aggregate, and the fuzz targets are built with clang 16

/// What is wrong with one text (an element, if the key is a list); empty: nothing.
using text_check = std::string (*)(std::string_view);

/// One row of the table. Default and type are those of the member in `settings`.
struct setting {
    std::string_view key;  ///< `limits.body_bytes`
    slot (*at)(settings&) = nullptr;
    std::string_view unit = {};      ///< of a number
    std::int64_t low = 0, high = 0;  ///< of a number, both included
    std::string_view choices = {};   ///< the texts it may be, with blanks between; empty: any that `check` lets pass
    text_check check = nullptr;
    bool built = true;          ///< false: the feature is not in this version, only the default may be set …
    std::string_view off = {};  ///< … or this value, which says that the feature is not wanted
    bool secret = false;
    std::string_view why = {};
};

/// All settings, in the order in which they are printed.
[[nodiscard]] std::span<setting const> all_settings() noexcept;

/// The keys of a `[[clients]]` table, `clients.issuer`: each is a setting of the last client.
[[nodiscard]] std::span<setting const> client_settings() noexcept;

/// A number as it is read in messages: `16777216 bytes (16 MiB)`.
[[nodiscard]] std::string with_unit(std::int64_t number, std::string_view unit);

}  // namespace oms::app
