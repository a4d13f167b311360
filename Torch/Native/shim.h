// The C boundary between .NET and libtorch: what every unit of the shim shares.
//
// A tensor crosses as a pointer to a heap-allocated at::Tensor, whole numbers as int64_t, flags as int8_t, strings as
// UTF-8. No exception crosses: an entry that fails returns null (or 1, or -1) and leaves its message for ct_last_error.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#define CT_API extern "C" __attribute__((visibility("default")))

typedef at::Tensor* Handle;

// A number that may be whole, real, true/false or absent; 16 bytes, passed in registers.
struct CtScalar {
    int64_t bits;
    int32_t kind;
};

enum CtScalarKind { CT_WHOLE = 0, CT_REAL = 1, CT_BOOL = 2, CT_ABSENT = 3 };

void ct_fail(const char* message) noexcept;

// c10::optional in libtorch 1.x and early 2.x, std::optional later: take whichever the headers use.
template <class T>
struct CtOptionalOf;
template <template <class...> class O, class T>
struct CtOptionalOf<O<T>> {
    template <class U>
    using rebind = O<U>;
};
template <class U>
using Optional = typename CtOptionalOf<
    decltype(std::declval<const c10::TensorOptions&>().requires_grad_opt())>::template rebind<U>;

template <class F>
int64_t ct_try(int64_t failure, F&& body) noexcept {
    try {
        return body();
    } catch (const c10::Error& error) {
        ct_fail(error.what_without_backtrace());
    } catch (const std::exception& error) {
        ct_fail(error.what());
    } catch (...) {
        ct_fail("libtorch failed without saying why.");
    }
    return failure;
}

template <class F>
Handle ct_tensor(F&& body) noexcept {
    Handle result = nullptr;
    ct_try(1, [&] {
        result = new at::Tensor(body());
        return 0;
    });
    return result;
}

// The three shapes of an entry: gives a tensor, does something, gives a number.
#define RETURN_TENSOR(expression) return ct_tensor([&]() -> at::Tensor { return expression; })
#define RETURN_DONE(statement) return (int32_t)ct_try(1, [&]() -> int64_t { statement; return 0; })
#define RETURN_NUMBER(expression) return ct_try(-1, [&]() -> int64_t { return (int64_t)(expression); })

inline at::Scalar ct_scalar(CtScalar value) {
    if (value.kind == CT_REAL) {
        double real;
        std::memcpy(&real, &value.bits, sizeof real);
        return at::Scalar(real);
    }
    if (value.kind == CT_BOOL) return at::Scalar(value.bits != 0);
    return at::Scalar(value.bits);
}

inline Optional<at::Scalar> ct_optional(CtScalar value) {
    Optional<at::Scalar> result;
    if (value.kind != CT_ABSENT) result = ct_scalar(value);
    return result;
}

// An absent tensor is an undefined one, which libtorch takes for "none".
inline at::Tensor ct_or_none(Handle tensor) { return tensor ? *tensor : at::Tensor(); }

inline at::IntArrayRef ct_ints(const int64_t* values, int64_t count) {
    return at::IntArrayRef(values, (size_t)count);
}

inline std::vector<at::Tensor> ct_list(const Handle* tensors, int64_t count) {
    std::vector<at::Tensor> result;
    result.reserve((size_t)count);
    for (int64_t i = 0; i < count; i++) result.push_back(ct_or_none(tensors[i]));
    return result;
}

// dtype < 0: leave it to libtorch.
inline Optional<at::ScalarType> ct_dtype(int32_t dtype) {
    Optional<at::ScalarType> result;
    if (dtype >= 0) result = (at::ScalarType)dtype;
    return result;
}

inline at::Device ct_device(int32_t type, int32_t index) {
    return at::Device((at::DeviceType)type, (c10::DeviceIndex)index);
}
