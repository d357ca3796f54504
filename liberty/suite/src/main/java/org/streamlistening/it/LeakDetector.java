package org.streamlistening.it;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Runs in an application of its own and finds the class loaders and threads of other applications of the same server
 * that still exist. Keeps no strong reference to them.
 */
public final class LeakDetector implements LeakDetectorMBean {

    static final String NAME = "org.streamlistening.it:type=LeakDetector";

    /** The threads of the library, and of its two HTTP clients. */
    private static final List<String> THREADS =
            List.of("durable-streams", "streamlistening", "HttpClient-", "Connection evictor");

    private final Queue<Application> applications = new ConcurrentLinkedQueue<>();

    /**
     * The response to a test.
     *
     * @param loaders the applications whose class loader exists, numbered in the order of their start
     * @param threads the names of threads of the library or of an application
     */
    public record Snapshot(List<String> loaders, List<String> threads) {}

    private record Application(String name, List<WeakReference<ClassLoader>> loaders) {

        boolean isLoaded() {
            return loaders.stream().anyMatch(loader -> loader.get() != null);
        }

        boolean has(ClassLoader any) {
            return loaders.stream().anyMatch(loader -> loader.refersTo(any));
        }
    }

    @Override
    public void register(String name, ClassLoader ofClasses, ClassLoader ofThreads) {
        applications.add(new Application(
                name + " " + (applications.size() + 1),
                List.of(new WeakReference<>(ofClasses), new WeakReference<>(ofThreads))));
    }

    /** The class loaders and threads that remain after a garbage collection. */
    Snapshot look() {
        JdkRecords.forget();
        System.gc();
        return new Snapshot(
                applications.stream()
                        .filter(Application::isLoaded)
                        .map(Application::name)
                        .toList(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> isOfLibrary(thread) || isOfApplication(thread))
                        .map(Thread::getName)
                        .sorted()
                        .toList());
    }

    private static boolean isOfLibrary(Thread thread) {
        return THREADS.stream().anyMatch(thread.getName()::startsWith);
    }

    private boolean isOfApplication(Thread thread) {
        return Stream.of(thread.getContextClassLoader(), thread.getClass().getClassLoader())
                .filter(Objects::nonNull)
                .anyMatch(loader -> applications.stream().anyMatch(application -> application.has(loader)));
    }
}
