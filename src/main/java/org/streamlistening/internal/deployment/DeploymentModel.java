package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.json.bind.Jsonb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * The observers, session beans, and names of listeners and consumers that the extension found in the application, and
 * the problems with them. Filled by one thread while the container starts; read-only afterwards.
 */
public final class DeploymentModel {

    private final SourceNames names = new SourceNames();
    private final ConsumerUses consumers = new ConsumerUses();
    private final ModuleLoaders modules = new ModuleLoaders();
    private final List<Bean<?>> sessionBeans = new ArrayList<>();
    private final List<StreamObserver> observers = new ArrayList<>();
    private final UnqualifiedObservers unqualified = new UnqualifiedObservers();
    private final List<String> problems = new ArrayList<>();
    private final List<String> foreignWarnings = new ArrayList<>();
    private boolean used;
    private boolean endsEarly;
    private boolean producesJsonb;

    /** Adds the names of the listeners and consumers that this type injects or observes. */
    public void addNames(AnnotatedType<?> type) {
        names.collect(type);
    }

    /**
     * Adds an observer, and a problem for each rule that it breaks.
     *
     * @param method null if an extension made the observer
     */
    public void addObserver(ObserverMethod<?> observer, @Nullable AnnotatedMethod<?> method) {
        StreamObserver added = StreamObserver.of(observer, method);
        ObserverRules rules = new ObserverRules(added, method);
        used |= added.sources().findAny().isPresent();
        consumers.add(added, problems::add);
        if (added.source() != null) {
            rules.check(problems::add);
            rules.checkType(problems::add);
            observers.add(added);
        } else {
            unqualified.add(added, rules, problems::add);
        }
    }

    /** Adds a bean and what it injects. */
    public void addBean(Bean<?> bean) {
        if (bean.getScope() == SessionScoped.class) {
            sessionBeans.add(bean);
        }
        if (bean.getTypes().contains(Jsonb.class) && bean.getQualifiers().contains(StreamListening.Literal.of(""))) {
            producesJsonb = true;
        }
        bean.getInjectionPoints().forEach(this::addInjectionPoint);
        modules.collect(bean.getBeanClass());
    }

    /** Adds an injection point of a bean, or of another component such as a servlet. */
    public void addInjectionPoint(InjectionPoint point) {
        used |= point.getType() == DurableStreamsClient.class
                || EventSource.in(point.getQualifiers()).findAny().isPresent();
        consumers.add(point, problems::add);
    }

    /** Adds a problem that another room found; the text has its number. */
    public void addProblem(String text) {
        problems.add(text);
    }

    /** Adds a warning that another room found; the text has its number. */
    public void addWarning(String text) {
        foreignWarnings.add(text);
    }

    /** Adds a problem because of which the container ends the deployment before it validates it. */
    public void addEarlyProblem(String text) {
        addProblem(text);
        endsEarly = true;
    }

    /** Whether a member or parameter of this class, a bean or not, has the qualifier of a listener or consumer. */
    public boolean usesStreams(Class<?> type) {
        return names.isUsedBy(type);
    }

    /** Whether the injection point asks for a listener, or listeners, of a name that no bean uses. */
    public boolean hasUnknownName(InjectionPoint point) {
        return names.isUnknownListener(point);
    }

    /** The names of all listeners, the empty one included. */
    public Set<String> listenerNames() {
        return names.all(EventSource.Kind.LISTENER);
    }

    /** The names of all consumers, also of those that only types that are no beans inject or observe. */
    public Set<String> consumerNames() {
        return Stream.concat(names.all(EventSource.Kind.CONSUMER).stream(), consumers.names(user -> true).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the library belongs to several web applications, as in the lib of an EAR. */
    public boolean isShared() {
        return modules.areShared();
    }

    /** The class loaders of the modules that use this library. */
    public List<ClassLoader> modules() {
        return modules.all();
    }

    /** What a web application with this class loader sees: not the classes of other WARs of its EAR. */
    public ModuleView viewOf(ClassLoader application) {
        Predicate<Class<?>> visible = modules.visibleTo(application);
        return new ModuleView(
                sessionBeans.stream()
                        .filter(bean -> visible.test(bean.getBeanClass()))
                        .toList(),
                observers.stream()
                        .filter(one -> visible.test(one.observer().getBeanClass()))
                        .toList(),
                unqualified,
                listenerNames(),
                consumers.names(visible),
                visible);
    }

    /** Whether the container ends the deployment before it validates it. */
    public boolean endsEarly() {
        return endsEarly;
    }

    /** Whether the application uses this library at all. */
    public boolean isUsed() {
        return used;
    }

    /**
     * Adds a problem for each observed type that JSON Binding cannot decode, unless the application produces a Jsonb.
     */
    public void checkPayloads() {
        if (!producesJsonb) {
            PayloadRules.check(observers, modules.areShared(), problems::add);
        }
    }

    /** The problems so far: each of them fails the deployment. */
    public List<String> problems() {
        return problems;
    }

    /** What is probably wrong, but can be right: a servlet that injects a listener is no bean, and unknown here. */
    public List<String> warnings() {
        if (!used) {
            return List.of();
        }
        Set<Class<?>> payloads = StreamObserver.payloads(observers.stream());
        Stream<String> unknown = observers.stream().flatMap(this::unknownName);
        Stream<String> newInstances = Stream.concat(observers.stream(), unqualified.notified(payloads))
                .flatMap(NewInstances::warnings);
        return Stream.of(
                        unknown,
                        unobserved(payloads),
                        newInstances,
                        unqualified.warnings(payloads),
                        foreignWarnings.stream())
                .flatMap(warnings -> warnings)
                .toList();
    }

    /** A warning for each consumer that runs for no observer. */
    private Stream<String> unobserved(Set<Class<?>> payloads) {
        if (unqualified.notified(payloads).anyMatch(one -> one.accepts(EventSource.Kind.CONSUMER))) {
            return Stream.empty();
        }
        Set<EventSource> observed =
                observers.stream().map(StreamObserver::source).collect(Collectors.toSet());
        return consumers.names(user -> true).stream()
                .filter(name -> !observed.contains(EventSource.consumer(name)))
                .map(name -> NumberedMessage.UNOBSERVED_CONSUMER.text(name, name));
    }

    /** A warning if no bean injects the listener that is observed. */
    private Stream<String> unknownName(StreamObserver observer) {
        return Stream.ofNullable(observer.source())
                .filter(source -> !source.isConsumer() && !names.isInjected(source))
                .map(source -> NumberedMessage.UNKNOWN_LISTENER.text(
                        observer.where(), source.name(), names.quotedListeners()));
    }
}
