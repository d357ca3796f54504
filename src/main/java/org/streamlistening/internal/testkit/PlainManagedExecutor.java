package org.streamlistening.internal.testkit;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.threads.LibraryThreads;

/** A managed executor without a container: four threads, and no context. */
public final class PlainManagedExecutor extends ThreadPoolExecutor implements ManagedExecutorService {

    /** The threads that run a task now. */
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    public PlainManagedExecutor() {
        super(
                4,
                4,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                LibraryThreads.unmanaged().timers("testkit-delivery"));
    }

    /** Whether the calling thread runs a task of this executor. */
    public boolean isCurrent() {
        return running.contains(Thread.currentThread());
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        running.add(thread);
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
        running.remove(Thread.currentThread());
    }

    @Override
    public ContextService getContextService() {
        return (ContextService) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContextService.class}, (self, method, arguments) -> {
                    if (method.getName().equals("currentContextExecutor")) {
                        return (Executor) Runnable::run;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public <U> CompletableFuture<U> completedFuture(U value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> CompletionStage<U> completedStage(U value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<T> copy(CompletableFuture<T> stage) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletionStage<T> copy(CompletionStage<T> stage) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> CompletableFuture<U> failedFuture(Throwable ex) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> CompletionStage<U> failedStage(Throwable ex) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> runAsync(Runnable runnable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> CompletableFuture<U> supplyAsync(Supplier<U> supplier) {
        throw new UnsupportedOperationException();
    }
}
