package org.streamlistening.internal.deployment;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedCallable;
import jakarta.enterprise.inject.spi.AnnotatedMember;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.json.bind.Jsonb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.internal.messages.NumberedMessage;

/** What the extension found in the application, and what is wrong with it. Filled while the container starts. */
public final class DeploymentModel {

    private final Set<Class<?>> listening = new HashSet<>();
    private final Set<String> names = new TreeSet<>(Set.of(""));
    private final Set<String> injected = new TreeSet<>(Set.of(""));
    private final List<Bean<?>> sessionBeans = new ArrayList<>();
    private final List<StreamObserver> observers = new ArrayList<>();
    private final GeneralObservers general = new GeneralObservers();
    private final List<String> mistakes = new ArrayList<>();
    private final Map<ClassLoader, Boolean> loaders = new HashMap<>();
    private boolean used;
    private boolean ends;
    private boolean shared;
    private boolean makesJsonb;

    /** The names of the listeners that this type injects. */
    public void names(AnnotatedType<?> type) {
        Stream<Annotated> members = Stream.concat(
                type.getFields().stream(),
                Stream.concat(type.getMethods().stream(), type.getConstructors().stream())
                        .flatMap(this::withParameters));
        members.filter(member -> !member.isAnnotationPresent(Produces.class))
                .filter(member -> member.isAnnotationPresent(StreamListening.class))
                .forEach(member -> {
                    listening.add(type.getJavaClass());
                    String name = member.getAnnotation(StreamListening.class).value();
                    names.add(name);
                    if (!isObserved(member)) {
                        injected.add(name);
                    }
                });
    }

    private Stream<Annotated> withParameters(AnnotatedMember<?> member) {
        return Stream.concat(Stream.of(member), ((AnnotatedCallable<?>) member).getParameters().stream());
    }

    private static boolean isObserved(Annotated parameter) {
        return parameter.isAnnotationPresent(Observes.class) || parameter.isAnnotationPresent(ObservesAsync.class);
    }

    /** @param method null if an extension made the observer */
    public void observer(ObserverMethod<?> observer, @Nullable AnnotatedMethod<?> method) {
        Optional<StreamListening> qualifier = observer.getObservedQualifiers().stream()
                .filter(StreamListening.class::isInstance)
                .map(StreamListening.class::cast)
                .findFirst();
        ObserverRules rules = new ObserverRules(observer, method);
        used |= qualifier.isPresent()
                || injected(method).stream().anyMatch(one -> one.isAnnotationPresent(StreamListening.class));
        if (qualifier.isPresent()) {
            String listener = qualifier.get().value();
            rules.check(mistakes::add);
            StreamObserver streamObserver = new StreamObserver(observer, listener, rules.where(), injected(method));
            streamObserver.mistake().ifPresent(mistakes::add);
            observers.add(streamObserver);
        } else {
            general.add(new StreamObserver(observer, "", rules.where(), injected(method)), rules, mistakes::add);
        }
    }

    private static List<AnnotatedParameter<?>> injected(@Nullable AnnotatedMethod<?> method) {
        return method == null
                ? List.of()
                : method.getParameters().stream()
                        .filter(parameter -> !isObserved(parameter))
                        .<AnnotatedParameter<?>>map(parameter -> parameter)
                        .toList();
    }

    /** Whether this class names a listener, as a bean or as something else. */
    public boolean isListening(Class<?> type) {
        return listening.contains(type);
    }

    /** What a bean, or something else that is there, injects. */
    public void injection(InjectionPoint point) {
        used |= point.getType() == DurableStreamsClient.class
                || point.getQualifiers().stream().anyMatch(StreamListening.class::isInstance);
    }

    /** Whether it asks for a listener, or listeners, of a name that no bean has. */
    public boolean isUnlisted(InjectionPoint point) {
        return (point.getType() == StreamListener.class || point.getType() == StreamListeners.class)
                && point.getQualifiers().stream()
                        .anyMatch(
                                one -> one instanceof StreamListening listening && !names.contains(listening.value()));
    }

    public void bean(Bean<?> bean) {
        if (bean.getScope() == SessionScoped.class) {
            sessionBeans.add(bean);
        }
        if (bean.getTypes().contains(Jsonb.class) && bean.getQualifiers().contains(StreamListening.Literal.of(""))) {
            makesJsonb = true;
        }
        bean.getInjectionPoints().forEach(this::injection);
        ClassLoader loader = bean.getBeanClass().getClassLoader();
        if (loader != null && loader != ApplicationLoader.OF_LIBRARY) {
            shared |= loaders.computeIfAbsent(loader, one -> ApplicationLoader.sees(one, DeploymentModel.class));
        }
    }

    /** Whether this library is not that of one web application, but of several, as in the lib of an EAR. */
    public boolean isShared() {
        return shared;
    }

    /** Of the modules that use this library. */
    public List<ClassLoader> modules() {
        return isShared()
                ? loaders.keySet().stream().filter(loaders::get).toList()
                : List.of(ApplicationLoader.ofThread());
    }

    /** What a web application with this class loader sees: not what other WARs of its EAR have for themselves. */
    public ModuleView inReach(ClassLoader application) {
        // Asked for each observer of each event, and a class loader takes its time.
        Map<ClassLoader, Boolean> reached = new ConcurrentHashMap<>();
        Predicate<Class<?>> seen = type -> !loaders.getOrDefault(type.getClassLoader(), false)
                || reached.computeIfAbsent(type.getClassLoader(), module -> ApplicationLoader.sees(application, type));
        return new ModuleView(
                sessionBeans.stream()
                        .filter(bean -> seen.test(bean.getBeanClass()))
                        .toList(),
                observers.stream()
                        .filter(one -> seen.test(one.observer().getBeanClass()))
                        .toList(),
                general,
                seen);
    }

    public void mistake(String sentence) {
        mistakes.add(sentence);
    }

    /** A mistake that the container does not wait for the end of the deployment with. */
    public void notPassivable(String sentence) {
        mistake(sentence);
        ends = true;
    }

    /** Whether the container ends the deployment before it is complete. */
    public boolean ends() {
        return ends;
    }

    /** Whether the application uses this library at all. */
    public boolean used() {
        return used;
    }

    public Set<String> names() {
        return names;
    }

    /** Everything that is wrong, now that all was found. */
    public List<String> mistakes() {
        return mistakes;
    }

    /** What looks wrong, but may be right: a servlet that injects a listener is no bean, and not seen here. */
    public List<String> doubts() {
        Stream<String> unknown = observers.stream()
                .filter(one -> !injected.contains(one.listener()))
                .map(this::unknownName);
        Set<Class<?>> payloads = payloads(one -> true);
        Stream<String> places =
                Stream.concat(observers.stream(), general.told(payloads)).flatMap(one -> one.doubt().stream());
        return used
                ? Stream.of(unknown, places, general.doubts(payloads))
                        .flatMap(doubts -> doubts)
                        .toList()
                : List.of();
    }

    private String unknownName(StreamObserver streamObserver) {
        return NumberedMessage.UNKNOWN_LISTENER.text(
                streamObserver.where(),
                streamObserver.listener(),
                injected.stream().map(name -> "\"" + name + "\"").toList());
    }

    /** The payloads that JSON Binding, as it comes, can make nothing into; whoever makes a Jsonb of their own knows better. */
    public void checkPayloads() {
        if (!makesJsonb) {
            observers.stream()
                    .flatMap(one -> one.payload().flatMap(type -> unusable(one, type)).stream())
                    .forEach(this::mistake);
        }
    }

    private Optional<String> unusable(StreamObserver streamObserver, Class<?> type) {
        return PayloadRules.unmakeable(type)
                .or(() -> PayloadRules.unmade(type, besides(type, streamObserver.listener())))
                .map(why -> NumberedMessage.UNDECODABLE_TYPE.text(
                        streamObserver.listener(), type.getName(), streamObserver.where(), why));
    }

    /** What else observers of this listener ask for; in an EAR without those of other WARs. */
    private Set<Class<?>> besides(Class<?> type, String listener) {
        return payloads(one -> one.listener().equals(listener)).stream()
                .filter(other -> !isShared() || ApplicationLoader.sees(type.getClassLoader(), other))
                .collect(Collectors.toSet());
    }

    private Set<Class<?>> payloads(Predicate<StreamObserver> asked) {
        return observers.stream()
                .filter(asked)
                .flatMap(one -> one.payload().stream())
                .collect(Collectors.toSet());
    }
}
