// Element by element: unary, binary, comparisons, clamping.
#include "shim.h"

#define UNARY(name) \
    CT_API Handle ct_##name(Handle self) { RETURN_TENSOR(at::name(*self)); }
#define UNARY_BOTH(name) \
    UNARY(name) \
    CT_API int32_t ct_##name##_(Handle self) { RETURN_DONE(self->name##_()); }

UNARY_BOTH(abs)
UNARY_BOTH(neg)
UNARY_BOTH(sqrt)
UNARY_BOTH(rsqrt)
UNARY_BOTH(reciprocal)
UNARY_BOTH(exp)
UNARY_BOTH(exp2)
UNARY_BOTH(expm1)
UNARY_BOTH(log)
UNARY_BOTH(log2)
UNARY_BOTH(log10)
UNARY_BOTH(log1p)
UNARY_BOTH(sin)
UNARY_BOTH(cos)
UNARY_BOTH(tanh)
UNARY_BOTH(sigmoid)
UNARY_BOTH(erf)
UNARY_BOTH(erfinv)
UNARY_BOTH(relu)
UNARY_BOTH(floor)
UNARY_BOTH(ceil)
UNARY_BOTH(trunc)
UNARY_BOTH(sign)
UNARY(square)
UNARY(atan)
UNARY(sinh)
UNARY(cosh)
UNARY(isnan)
UNARY(isinf)
UNARY(isfinite)
UNARY(logical_not)
UNARY(bitwise_not)

// Half to even, as everywhere in libtorch.
CT_API Handle ct_round(Handle self, int64_t decimals) {
    RETURN_TENSOR(decimals == 0 ? at::round(*self) : at::round(*self, decimals));
}
CT_API int32_t ct_round_(Handle self, int64_t decimals) {
    RETURN_DONE(if (decimals == 0) self->round_(); else self->round_(decimals));
}

#define WITH_ALPHA(name) \
    CT_API Handle ct_##name(Handle self, Handle other, CtScalar alpha) { \
        RETURN_TENSOR(at::name(*self, *other, ct_scalar(alpha))); \
    } \
    CT_API int32_t ct_##name##_(Handle self, Handle other, CtScalar alpha) { \
        RETURN_DONE(self->name##_(*other, ct_scalar(alpha))); \
    } \
    CT_API Handle ct_##name##_scalar(Handle self, CtScalar other, CtScalar alpha) { \
        RETURN_TENSOR(at::name(*self, ct_scalar(other), ct_scalar(alpha))); \
    } \
    CT_API int32_t ct_##name##_scalar_(Handle self, CtScalar other, CtScalar alpha) { \
        RETURN_DONE(self->name##_(ct_scalar(other), ct_scalar(alpha))); \
    }
WITH_ALPHA(add)
WITH_ALPHA(sub)

#define BINARY(name) \
    CT_API Handle ct_##name(Handle self, Handle other) { RETURN_TENSOR(at::name(*self, *other)); }
#define BINARY_SCALAR(name) \
    CT_API Handle ct_##name##_scalar(Handle self, CtScalar other) { RETURN_TENSOR(at::name(*self, ct_scalar(other))); }
#define BINARY_INPLACE(name) \
    CT_API int32_t ct_##name##_(Handle self, Handle other) { RETURN_DONE(self->name##_(*other)); } \
    CT_API int32_t ct_##name##_scalar_(Handle self, CtScalar other) { RETURN_DONE(self->name##_(ct_scalar(other))); }
#define BINARY_ALL(name) BINARY(name) BINARY_SCALAR(name) BINARY_INPLACE(name)

BINARY_ALL(mul)
BINARY_ALL(pow)
BINARY_ALL(remainder)
BINARY_ALL(floor_divide)
BINARY_ALL(eq)
BINARY_ALL(ne)
BINARY_ALL(lt)
BINARY_ALL(le)
BINARY_ALL(gt)
BINARY_ALL(ge)
BINARY(maximum)
BINARY(minimum)
BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)
BINARY(bitwise_and)
BINARY(bitwise_or)
BINARY(bitwise_xor)
BINARY(copysign)

// rounding: 0 none, 1 toward zero, 2 down.
#define ROUNDED(call, ...) \
    (rounding == 0 ? call(__VA_ARGS__) : rounding == 1 ? call(__VA_ARGS__, "trunc") : call(__VA_ARGS__, "floor"))
CT_API Handle ct_div(Handle self, Handle other, int32_t rounding) { RETURN_TENSOR(ROUNDED(at::div, *self, *other)); }
CT_API int32_t ct_div_(Handle self, Handle other, int32_t rounding) { RETURN_DONE(ROUNDED(self->div_, *other)); }
CT_API Handle ct_div_scalar(Handle self, CtScalar other, int32_t rounding) {
    RETURN_TENSOR(ROUNDED(at::div, *self, ct_scalar(other)));
}
CT_API int32_t ct_div_scalar_(Handle self, CtScalar other, int32_t rounding) {
    RETURN_DONE(ROUNDED(self->div_, ct_scalar(other)));
}

CT_API Handle ct_addcmul(Handle self, Handle a, Handle b, CtScalar value) {
    RETURN_TENSOR(at::addcmul(*self, *a, *b, ct_scalar(value)));
}
CT_API int32_t ct_addcmul_(Handle self, Handle a, Handle b, CtScalar value) {
    RETURN_DONE(self->addcmul_(*a, *b, ct_scalar(value)));
}
CT_API Handle ct_addcdiv(Handle self, Handle a, Handle b, CtScalar value) {
    RETURN_TENSOR(at::addcdiv(*self, *a, *b, ct_scalar(value)));
}
CT_API int32_t ct_addcdiv_(Handle self, Handle a, Handle b, CtScalar value) {
    RETURN_DONE(self->addcdiv_(*a, *b, ct_scalar(value)));
}
CT_API Handle ct_lerp(Handle self, Handle end, Handle weight) { RETURN_TENSOR(at::lerp(*self, *end, *weight)); }
CT_API int32_t ct_lerp_(Handle self, Handle end, Handle weight) { RETURN_DONE(self->lerp_(*end, *weight)); }

CT_API Handle ct_clamp(Handle self, CtScalar min, CtScalar max) {
    RETURN_TENSOR(at::clamp(*self, ct_optional(min), ct_optional(max)));
}
CT_API int32_t ct_clamp_(Handle self, CtScalar min, CtScalar max) {
    RETURN_DONE(self->clamp_(ct_optional(min), ct_optional(max)));
}
static Optional<at::Tensor> bound_of(Handle tensor) {
    Optional<at::Tensor> result;
    if (tensor) result = *tensor;
    return result;
}
CT_API Handle ct_clamp_tensor(Handle self, Handle min, Handle max) {
    RETURN_TENSOR(at::clamp(*self, bound_of(min), bound_of(max)));
}
CT_API int32_t ct_clamp_tensor_(Handle self, Handle min, Handle max) {
    RETURN_DONE(self->clamp_(bound_of(min), bound_of(max)));
}

CT_API Handle ct_where(Handle condition, Handle self, Handle other) {
    RETURN_TENSOR(at::where(*condition, *self, *other));
}
CT_API int64_t ct_equal(Handle self, Handle other) { RETURN_NUMBER(at::equal(*self, *other)); }
CT_API int64_t ct_allclose(Handle self, Handle other, double rtol, double atol, int8_t equal_nan) {
    RETURN_NUMBER(at::allclose(*self, *other, rtol, atol, equal_nan != 0));
}
CT_API Handle ct_isclose(Handle self, Handle other, double rtol, double atol, int8_t equal_nan) {
    RETURN_TENSOR(at::isclose(*self, *other, rtol, atol, equal_nan != 0));
}
