// Reductions, sorting, matrix products.
#include "shim.h"

CT_API Handle ct_sum(Handle self, int32_t dtype) { RETURN_TENSOR(at::sum(*self, ct_dtype(dtype))); }
CT_API Handle ct_sum_dims(Handle self, const int64_t* dims, int64_t count, int8_t keepdim, int32_t dtype) {
    RETURN_TENSOR(at::sum(*self, ct_ints(dims, count), keepdim != 0, ct_dtype(dtype)));
}
CT_API Handle ct_mean(Handle self, int32_t dtype) { RETURN_TENSOR(at::mean(*self, ct_dtype(dtype))); }
CT_API Handle ct_mean_dims(Handle self, const int64_t* dims, int64_t count, int8_t keepdim, int32_t dtype) {
    RETURN_TENSOR(at::mean(*self, ct_ints(dims, count), keepdim != 0, ct_dtype(dtype)));
}
CT_API Handle ct_prod(Handle self, int32_t dtype) { RETURN_TENSOR(at::prod(*self, ct_dtype(dtype))); }
CT_API Handle ct_prod_dim(Handle self, int64_t dim, int8_t keepdim, int32_t dtype) {
    RETURN_TENSOR(at::prod(*self, dim, keepdim != 0, ct_dtype(dtype)));
}
CT_API Handle ct_var(Handle self, int8_t unbiased) { RETURN_TENSOR(at::var(*self, unbiased != 0)); }
CT_API Handle ct_var_dims(Handle self, const int64_t* dims, int64_t count, int8_t unbiased, int8_t keepdim) {
    RETURN_TENSOR(at::var(*self, ct_ints(dims, count), unbiased != 0, keepdim != 0));
}
CT_API Handle ct_std(Handle self, int8_t unbiased) { RETURN_TENSOR(at::std(*self, unbiased != 0)); }
CT_API Handle ct_std_dims(Handle self, const int64_t* dims, int64_t count, int8_t unbiased, int8_t keepdim) {
    RETURN_TENSOR(at::std(*self, ct_ints(dims, count), unbiased != 0, keepdim != 0));
}
CT_API Handle ct_norm(Handle self, double p) { RETURN_TENSOR(at::norm(*self, p)); }
CT_API Handle ct_norm_dim(Handle self, int64_t dim, int8_t keepdim, double p) {
    RETURN_TENSOR(at::norm(*self, p, ct_ints(&dim, 1), keepdim != 0));
}
CT_API Handle ct_cumsum(Handle self, int64_t dim, int32_t dtype) {
    RETURN_TENSOR(at::cumsum(*self, dim, ct_dtype(dtype)));
}

CT_API Handle ct_max(Handle self) { RETURN_TENSOR(at::max(*self)); }
CT_API Handle ct_min(Handle self) { RETURN_TENSOR(at::min(*self)); }
CT_API Handle ct_median(Handle self) { RETURN_TENSOR(at::median(*self)); }
CT_API Handle ct_amax(Handle self, const int64_t* dims, int64_t count, int8_t keepdim) {
    RETURN_TENSOR(at::amax(*self, ct_ints(dims, count), keepdim != 0));
}
CT_API Handle ct_amin(Handle self, const int64_t* dims, int64_t count, int8_t keepdim) {
    RETURN_TENSOR(at::amin(*self, ct_ints(dims, count), keepdim != 0));
}
CT_API Handle ct_argmax(Handle self) { RETURN_TENSOR(at::argmax(*self)); }
CT_API Handle ct_argmax_dim(Handle self, int64_t dim, int8_t keepdim) {
    RETURN_TENSOR(at::argmax(*self, dim, keepdim != 0));
}
CT_API Handle ct_argmin(Handle self) { RETURN_TENSOR(at::argmin(*self)); }
CT_API Handle ct_argmin_dim(Handle self, int64_t dim, int8_t keepdim) {
    RETURN_TENSOR(at::argmin(*self, dim, keepdim != 0));
}
CT_API Handle ct_argsort(Handle self, int64_t dim, int8_t descending) {
    RETURN_TENSOR(at::argsort(*self, dim, descending != 0));
}
CT_API Handle ct_all(Handle self) { RETURN_TENSOR(at::all(*self)); }
CT_API Handle ct_all_dim(Handle self, int64_t dim, int8_t keepdim) { RETURN_TENSOR(at::all(*self, dim, keepdim != 0)); }
CT_API Handle ct_any(Handle self) { RETURN_TENSOR(at::any(*self)); }
CT_API Handle ct_any_dim(Handle self, int64_t dim, int8_t keepdim) { RETURN_TENSOR(at::any(*self, dim, keepdim != 0)); }
CT_API Handle ct_quantile(Handle self, Handle q, int64_t dim, int8_t keepdim) {
    RETURN_TENSOR(at::quantile(*self, *q, dim, keepdim != 0));
}

// Entries with two results fill `pair`.
static int32_t pair_of(Handle* pair, std::tuple<at::Tensor, at::Tensor> both) {
    pair[0] = new at::Tensor(std::move(std::get<0>(both)));
    pair[1] = new at::Tensor(std::move(std::get<1>(both)));
    return 0;
}
CT_API int32_t ct_max_dim(Handle self, int64_t dim, int8_t keepdim, Handle* pair) {
    RETURN_DONE(pair_of(pair, at::max(*self, dim, keepdim != 0)));
}
CT_API int32_t ct_min_dim(Handle self, int64_t dim, int8_t keepdim, Handle* pair) {
    RETURN_DONE(pair_of(pair, at::min(*self, dim, keepdim != 0)));
}
CT_API int32_t ct_sort(Handle self, int64_t dim, int8_t descending, int8_t stable, Handle* pair) {
    RETURN_DONE(Optional<bool> is_stable(stable != 0);
                pair_of(pair, at::sort(*self, is_stable, dim, descending != 0)));
}
CT_API int32_t ct_topk(Handle self, int64_t k, int64_t dim, int8_t largest, int8_t sorted, Handle* pair) {
    RETURN_DONE(pair_of(pair, at::topk(*self, k, dim, largest != 0, sorted != 0)));
}

CT_API Handle ct_matmul(Handle self, Handle other) { RETURN_TENSOR(at::matmul(*self, *other)); }
CT_API Handle ct_mm(Handle self, Handle other) { RETURN_TENSOR(at::mm(*self, *other)); }
CT_API Handle ct_mv(Handle self, Handle other) { RETURN_TENSOR(at::mv(*self, *other)); }
CT_API Handle ct_bmm(Handle self, Handle other) { RETURN_TENSOR(at::bmm(*self, *other)); }
CT_API Handle ct_dot(Handle self, Handle other) { RETURN_TENSOR(at::dot(*self, *other)); }
CT_API Handle ct_outer(Handle self, Handle other) { RETURN_TENSOR(at::outer(*self, *other)); }
CT_API Handle ct_addmm(Handle self, Handle a, Handle b, double beta, double alpha) {
    RETURN_TENSOR(at::addmm(*self, *a, *b, beta, alpha));
}
CT_API int32_t ct_addmm_(Handle self, Handle a, Handle b, double beta, double alpha) {
    RETURN_DONE(self->addmm_(*a, *b, beta, alpha));
}
CT_API Handle ct_einsum(const char* equation, const Handle* tensors, int64_t count) {
    RETURN_TENSOR(at::einsum(equation, ct_list(tensors, count)));
}
CT_API Handle ct_tril(Handle self, int64_t diagonal) { RETURN_TENSOR(at::tril(*self, diagonal)); }
CT_API Handle ct_triu(Handle self, int64_t diagonal) { RETURN_TENSOR(at::triu(*self, diagonal)); }
CT_API Handle ct_diag(Handle self, int64_t diagonal) { RETURN_TENSOR(at::diag(*self, diagonal)); }
