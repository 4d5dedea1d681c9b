#pragma once

namespace oms {

/// A deleter for std::unique_ptr: calls the function by which a C library takes a pointer back. What the function returns is ignored.
///
///     std::unique_ptr<X509, released_by<X509_free>>
///
/// Thread rule: that of `Release`.
template <auto Release>
struct released_by {
    template <class T>
    void operator()(T* p) const noexcept {
        static_cast<void>(Release(p));
    }
};

}  // namespace oms
