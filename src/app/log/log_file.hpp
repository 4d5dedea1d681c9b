#pragma once
#include <oms/app/line_writer.hpp>
#include <oms/base/fault.hpp>

#include "files.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace oms::app {

/// A file to which lines are appended, or standard error.
class log_file final : public line_destination {
public:
    /// Makes the file if there is none, readable for owner and group; makes no folder. Fault (bad_settings): what the system said.
    [[nodiscard]] static result<std::shared_ptr<log_file>> open(std::string path);
    [[nodiscard]] static std::shared_ptr<log_file> standard_error();

    /// Opens the path again: after a rotation it names another file. The next write goes there; the old file stays open until then, and
    /// stays in use after a fault. Any thread.
    [[nodiscard]] result<void> reopen();

    [[nodiscard]] outcome write(std::string_view bytes) override;
    [[nodiscard]] bool moved() override;

private:
    explicit log_file(std::string path) : path_{std::move(path)} {}

    std::string const path_;               // empty: standard error
    std::optional<descriptor> current_;    // used by the writing thread only
    std::mutex guard_;                     // of `next_`
    std::optional<descriptor> next_;       // what `reopen` has opened
};

}  // namespace oms::app
