package grapevine.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A point in a peer's life that everybody may wait for and nobody but the peer reaches. There is one for all who ask,
 * so that asking leaves nothing behind; only a step that is attached does, until it is reached. Whoever completes or
 * cancels it changes nothing. Whoever limits the time, by {@link #orTimeout} or {@link #completeOnTimeout}, gets
 * another, unlike of other futures, which return themselves: that one has to be waited for, this one stays as it is.
 */
final class Milestone<T> extends CompletableFuture<T> {
    void reach(@Nullable T value) {
        super.complete(value);
    }

    /** It is not reached any more; by a {@link java.util.concurrent.CancellationException} it is cancelled. */
    void miss(Throwable why) {
        super.completeExceptionally(why);
    }

    @Override
    public boolean complete(T value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return isCancelled();
    }

    @Override
    public void obtrudeValue(T value) {
        throw new UnsupportedOperationException("only the peer completes it");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("only the peer completes it");
    }

    /** Cancelled where this is, unlike the copy of any future. */
    @Override
    public CompletableFuture<T> copy() {
        CompletableFuture<T> copy = new CompletableFuture<>();
        whenComplete((value, failure) -> {
            if (failure == null) {
                copy.complete(value);
            } else {
                copy.completeExceptionally(failure);
            }
        });
        return copy;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        return copy().completeAsync(supplier, executor);
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(value, timeout, unit);
    }
}
