package org.streamlistening.internal.cdi;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.deployment.StreamObserver;
import org.streamlistening.internal.session.listener.ListenerHolder;

/**
 * Finds the session-scoped beans that observers need: those that declare an observer, and those that observers and
 * beans inject, directly or through other beans.
 */
final class NeededBeans {

    private final BeanManager beanManager;
    private final Set<Bean<?>> seen = new HashSet<>();
    private final Set<Bean<?>> needed = new LinkedHashSet<>();

    private NeededBeans(BeanManager beanManager) {
        this.beanManager = beanManager;
    }

    /** @param observing the observers that are always notified */
    static Set<Bean<?>> of(Stream<StreamObserver> observing, BeanManager beanManager) {
        NeededBeans search = new NeededBeans(beanManager);
        observing.forEach(search::visit);
        return Set.copyOf(search.needed);
    }

    private void visit(StreamObserver observer) {
        Bean<?> bean = observer.observer().getDeclaringBean();
        if (bean != null) {
            visit(bean);
        }
        observer.injected().forEach(parameter -> visit(beanManager.createInjectionPoint(parameter)));
    }

    private void visit(Bean<?> bean) {
        if (!seen.add(bean)) {
            return;
        }
        if (bean.getScope() == SessionScoped.class) {
            needed.add(bean);
        }
        if (bean.getScope() == CurrentSessionScoped.class) {
            needed.add(holderBehind(bean));
        }
        bean.getInjectionPoints().forEach(this::visit);
    }

    /** The session-scoped bean behind an injected listener, or behind injected listeners. */
    private Bean<?> holderBehind(Bean<?> injected) {
        Annotation name = injected.getQualifiers().stream()
                .filter(StreamListening.class::isInstance)
                .findFirst()
                .orElseThrow();
        Class<?> holder = injected.getTypes().contains(StreamListener.class)
                ? ListenerHolder.One.class
                : ListenerHolder.Several.class;
        Set<Bean<?>> candidates = beanManager.getBeans(holder, name);
        return beanManager.resolve(candidates);
    }

    private void visit(InjectionPoint injected) {
        Annotation[] qualifiers = injected.getQualifiers().toArray(Annotation[]::new);
        Set<Bean<?>> candidates = qualifiers.length == 0
                ? beanManager.getBeans(injected.getType(), Any.Literal.INSTANCE)
                : beanManager.getBeans(injected.getType(), qualifiers);
        if (candidates.size() > 1) {
            candidates = candidates.stream().filter(Bean::isAlternative).collect(Collectors.toSet());
        }
        candidates.forEach(this::visit);
    }
}
