package org.streamlistening.internal.cdi;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.Reception;
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
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.internal.delivery.ListObserver;

/** What the extension found in the application, and what is wrong with it. Filled while the container starts. */
final class Found {

    private final Set<Class<?>> listening = new HashSet<>();
    private final Set<String> names = new TreeSet<>(Set.of(""));
    private final Set<String> injected = new TreeSet<>(Set.of(""));
    private final Map<String, Set<Class<?>>> payloadTypes = new HashMap<>();
    private final Map<String, List<ListObserver>> listObservers = new HashMap<>();
    private final List<Bean<?>> sessionBeans = new ArrayList<>();
    private final List<Observing> observers = new ArrayList<>();
    private final GeneralObservers general = new GeneralObservers();
    private final List<String> mistakes = new ArrayList<>();
    private boolean used;

    /** An observer of a stream. */
    record Observing(ObserverMethod<?> observer, String listener, String where, List<AnnotatedParameter<?>> injected) {}

    /** The names of the listeners that this type injects. */
    void names(AnnotatedType<?> type) {
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
    void observer(ObserverMethod<?> observer, @Nullable AnnotatedMethod<?> method) {
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
            observers.add(new Observing(observer, listener, rules.where(), injected(method)));
            payload(listener, observer, rules.where());
        } else {
            general.add(new Observing(observer, "", rules.where(), injected(method)), rules, mistakes::add);
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

    private void payload(String listener, ObserverMethod<?> observer, String where) {
        Type type = observer.getObservedType();
        Optional<Class<?>> element = element(type);
        if (element.isPresent()) {
            listObservers
                    .computeIfAbsent(listener, name -> new ArrayList<>())
                    .add(new ListObserver(element.get(), observer));
            payload(listener, element.get());
        } else if (type instanceof Class<?> payload && payload.getTypeParameters().length == 0) {
            payload(listener, payload);
        } else {
            mistakes.add("DS-012: " + where + " observes " + type.getTypeName() + ": a payload is of a class without"
                    + " type parameters, or a List of such");
        }
    }

    private void payload(String listener, Class<?> payload) {
        if (!StreamEvent.class.isAssignableFrom(payload) && payload != Object.class) {
            payloadTypes.computeIfAbsent(listener, name -> new HashSet<>()).add(payload);
        }
    }

    private static Optional<Class<?>> element(Type type) {
        return type instanceof ParameterizedType list
                        && list.getRawType() == List.class
                        && list.getActualTypeArguments()[0] instanceof Class<?> element
                        && element.getTypeParameters().length == 0
                        && !StreamEvent.class.isAssignableFrom(element)
                ? Optional.of(element)
                : Optional.empty();
    }

    /** Whether this class names a listener, as a bean or as something else. */
    boolean isListening(Class<?> type) {
        return listening.contains(type);
    }

    /** What a bean, or something else that is there, injects. */
    void injection(InjectionPoint point) {
        used |= point.getType() == DurableStreamsClient.class
                || point.getQualifiers().stream().anyMatch(StreamListening.class::isInstance);
    }

    void sessionBean(Bean<?> bean) {
        sessionBeans.add(bean);
    }

    void mistake(String sentence) {
        mistakes.add(sentence);
    }

    /** Whether the application uses this library at all. */
    boolean used() {
        return used;
    }

    Set<String> names() {
        return names;
    }

    Set<Class<?>> payloadTypes(String listener) {
        return payloadTypes.getOrDefault(listener, Set.of());
    }

    List<ListObserver> listObservers(String listener) {
        return listObservers.getOrDefault(listener, List.of());
    }

    /** Observers of all sorts of events who cannot be told of those of a stream. */
    List<ObserverMethod<?>> untold() {
        return general.untold();
    }

    List<Bean<?>> sessionBeans() {
        return sessionBeans;
    }

    /** The observers that are told even if their bean has to be made for it. */
    List<Observing> certainObservers() {
        return Stream.concat(observers.stream(), general.told(payloads()))
                .filter(one -> one.observer().getReception() == Reception.ALWAYS)
                .toList();
    }

    /** Everything that is wrong, now that all was found. */
    List<String> mistakes() {
        return mistakes;
    }

    /** What looks wrong, but may be right: a servlet that injects a listener is no bean, and not seen here. */
    List<String> doubts() {
        Stream<String> unknown = observers.stream()
                .filter(one -> !injected.contains(one.listener()))
                .map(this::unknownName);
        return used ? Stream.concat(unknown, general.doubts(payloads())).toList() : List.of();
    }

    private Set<Class<?>> payloads() {
        return payloadTypes.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private String unknownName(Observing observing) {
        return "DS-016: " + observing.where() + " observes @StreamListening(\"" + observing.listener()
                + "\"), but no bean injects a StreamListener or StreamListeners of that name; beans inject "
                + injected.stream().map(name -> "\"" + name + "\"").toList()
                + ". Is it misspelt? If a servlet or another component that is no bean injects it, all is well";
    }

    /** The payloads that JSON Binding, as it comes, can make nothing into. */
    void checkPayloads() {
        payloadTypes.forEach((listener, types) -> types.forEach(type -> PayloadRules.unmakeable(type)
                .or(() -> PayloadRules.unmade(type, types))
                .ifPresent(why -> mistake("DS-017: no message of listener \"" + listener + "\" can become a "
                        + type.getName() + ", which " + observersOf(listener) + " observe: " + why
                        + "; or produce a Jsonb with @StreamListening that can"))));
    }

    private List<String> observersOf(String listener) {
        return observers.stream()
                .filter(one -> one.listener().equals(listener))
                .map(Observing::where)
                .toList();
    }
}
