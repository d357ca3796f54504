package org.streamlistening.it;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Lives in an application of its own and looks after the others of the same server: which of their class loaders are still
 * there, and which threads. It holds on to neither.
 */
public final class Watch implements WatchMBean {

    static final String NAME = "org.streamlistening.it:type=Watch";

    /** The library's own, and those of the two HTTP clients that it makes. */
    private static final List<String> THREADS =
            List.of("durable-streams", "streamlistening", "HttpClient-", "Connection evictor");

    private final Queue<Begun> applications = new ConcurrentLinkedQueue<>();

    /**
     * What a test sees.
     *
     * @param loaders the applications of which a class loader is there, numbered in the order in which they began
     * @param threads the names of those that are the library's or an application's
     */
    public record Snapshot(List<String> loaders, List<String> threads) {}

    private record Begun(String name, List<WeakReference<ClassLoader>> loaders) {

        boolean isThere() {
            return loaders.stream().anyMatch(loader -> loader.get() != null);
        }

        boolean has(ClassLoader any) {
            return loaders.stream().anyMatch(loader -> loader.refersTo(any));
        }
    }

    @Override
    public void begin(String name, ClassLoader ofClasses, ClassLoader ofThreads) {
        applications.add(new Begun(
                name + " " + (applications.size() + 1),
                List.of(new WeakReference<>(ofClasses), new WeakReference<>(ofThreads))));
    }

    /** What is left after garbage was collected. */
    Snapshot look() {
        JdkRecords.forget();
        System.gc();
        return new Snapshot(
                applications.stream().filter(Begun::isThere).map(Begun::name).toList(),
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
