package org.streamlistening.internal.deployment;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.internal.deliver.Payloads;
import org.streamlistening.internal.deliver.QualifiedObservers;

/** The observers of one web application, by the source of their events. For any thread. */
public final class EventSourceObservers {

    private final BeanManager beanManager;
    private final ModuleView view;
    private final Jsonb jsonb;
    private final int maxNesting;
    private final Map<EventSource, QualifiedObservers> qualified = new ConcurrentHashMap<>();

    /**
     * @param jsonb decodes payloads
     * @param maxNesting the limit for messages, see {@link Payloads}
     */
    public EventSourceObservers(BeanManager beanManager, ModuleView view, Jsonb jsonb, int maxNesting) {
        this.beanManager = beanManager;
        this.view = view;
        this.jsonb = jsonb;
        this.maxNesting = maxNesting;
    }

    /** The observers that this source notifies: those with its qualifier, and those without any that it can reach. */
    public QualifiedObservers of(EventSource source) {
        return qualified.computeIfAbsent(source, this::resolve);
    }

    private QualifiedObservers resolve(EventSource source) {
        return new QualifiedObservers(
                beanManager,
                source.qualifier(),
                view::includes,
                new Payloads(view.payloadTypes(source), jsonb, maxNesting),
                view.listObservers(source),
                view.excludedObservers(source),
                view::nameOf);
    }
}
