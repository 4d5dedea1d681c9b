// LD_PRELOAD: counts what a program asks of the heap, in eight bytes of the file that OMS_ALLOCATIONS names, while it runs.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

std::atomic<std::uint64_t> before_main;
std::atomic<std::atomic<std::uint64_t>*> counter = &before_main;

void count() noexcept { counter.load(std::memory_order_relaxed)->fetch_add(1, std::memory_order_relaxed); }

[[gnu::constructor]] void open_counter() {
    char const* const name = std::getenv("OMS_ALLOCATIONS");
    if (name == nullptr) return;
    int const file = ::open(name, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ::ftruncate(file, sizeof(std::uint64_t)) != 0) return;
    void* const shared = ::mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (shared != MAP_FAILED) counter = new (shared) std::atomic<std::uint64_t>{0};
}

}  // namespace

extern "C" {

void* malloc(std::size_t n) { return count(), __libc_malloc(n); }
void* calloc(std::size_t n, std::size_t size) { return count(), __libc_calloc(n, size); }
void* realloc(void* p, std::size_t n) { return count(), __libc_realloc(p, n); }
void* memalign(std::size_t alignment, std::size_t n) { return count(), __libc_memalign(alignment, n); }
void* aligned_alloc(std::size_t alignment, std::size_t n) { return count(), __libc_memalign(alignment, n); }
int posix_memalign(void** to, std::size_t alignment, std::size_t n) {
    *to = memalign(alignment, n);
    return *to == nullptr ? ENOMEM : 0;
}
}
