#pragma once
#include <oms/fhir/resource_reader.hpp>

#include <string>

namespace oms::fhir {

/// Where what is handed over stands; `entry`: the resource of the entry that has just ended; `beside`: the entry itself.
class resource_reader::delivery final : public element_path {
public:
    enum class how : std::uint8_t { root, entry, wrapped, beside };

    /// The path ends with the last of the frames.
    delivery(resource_reader const& reader, how h, frame const* last) : reader_(reader), last_(last), how_(h) {}

    void append_to(std::string& out) const override {
        if (reader_.base_ != nullptr) reader_.base_->append_to(out);
        else out.append(reader_.root_name());
        if (how_ != how::root) reader_.append_path(out, reader_.stack_.data() + 1, last_, {});
        if (how_ == how::entry) out.append(".resource");
    }

private:
    resource_reader const& reader_;
    frame const* last_;
    how how_;
};

}  // namespace oms::fhir
