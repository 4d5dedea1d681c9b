#include "trust_store.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace oms::net {

void trust_store::free_store::operator()(X509_STORE* s) const noexcept { X509_STORE_free(s); }

X509_STORE* trust_store::store() {
    if (!store_) {
        store_.reset(X509_STORE_new());
        // What cannot be read leaves its error in the thread's queue, where the next handshake would find it.
        if (store_ && X509_STORE_set_default_paths(store_.get()) != 1) ERR_clear_error();
    }
    return store_.get();
}

}  // namespace oms::net
