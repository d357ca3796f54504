package org.streamlistening.internal.deployment;

import jakarta.enterprise.inject.spi.InjectionPoint;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * The consumers that enabled beans and other components of an application observe or inject: those that run. Filled
 * while the container starts.
 */
final class ConsumerUses {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private final Set<Use> uses = new HashSet<>();

    /** A class that observes or injects a consumer. */
    private record Use(String consumer, Class<?> by) {}

    /** Adds the consumers that an observer observes and injects, and a problem for each name that none can have. */
    void add(StreamObserver observer, Consumer<String> problems) {
        observer.sources()
                .forEach(source -> add(source, observer.observer().getBeanClass(), observer.where(), problems));
    }

    /** Adds the consumer of an injection point, and a problem if none can have its name. */
    void add(InjectionPoint point, Consumer<String> problems) {
        EventSource.in(point.getQualifiers()).forEach(source -> {
            Class<?> declaring = point.getMember().getDeclaringClass();
            Class<?> by = point.getBean() == null ? declaring : point.getBean().getBeanClass();
            add(source, by, declaring.getName() + "." + point.getMember().getName(), problems);
        });
    }

    private void add(EventSource source, Class<?> by, String where, Consumer<String> problems) {
        if (source.isConsumer()) {
            uses.add(new Use(source.name(), by));
            if (!NAME.matcher(source.name()).matches()) {
                problems.accept(NumberedMessage.CONSUMER_NAME.text(where, source.name()));
            }
        }
    }

    /** The names of the consumers that classes of this selection use. */
    Set<String> names(Predicate<Class<?>> users) {
        return uses.stream()
                .filter(use -> users.test(use.by()))
                .map(Use::consumer)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
