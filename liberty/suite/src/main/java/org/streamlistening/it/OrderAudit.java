package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;

/** Consumes orders for the application, and writes each of them to a stream of receipts. */
@ApplicationScoped
public class OrderAudit {

    static final String ORDERS = "orders";
    static final String RECEIPTS = "receipts";

    @Inject
    private DurableStreamsClient streams;

    @Inject
    @StreamConsuming("audit")
    private StreamConsumer consumer;


    private final AtomicInteger requests = new AtomicInteger();
    private final List<String> received = new CopyOnWriteArrayList<>();

    /** What a test looks at. */
    public record Snapshot(String status, int requests, List<String> received) {}

    void open(@Observes @Initialized(ApplicationScoped.class) Object application) {
        streams.createIfMissing(RECEIPTS, CreateOptions.json());
        if (streams.createIfMissing(ORDERS, CreateOptions.json()).isNew()) {
            streams.append(ORDERS, StreamContent.json("-1"));
        }
    }

    void onOrder(@Observes @StreamConsuming("audit") Integer order) throws NamingException {
        // Both need the context of the application.
        Object found = new InitialContext().lookup("java:comp/DefaultManagedExecutorService");
        boolean context = found != null && Thread.currentThread().getContextClassLoader() == OrderAudit.class.getClassLoader();
        streams.append(RECEIPTS, StreamContent.json(order.toString()));
        received.add(order + ", " + requests + " requests before, context " + context);
    }

    void countRequest() {
        requests.incrementAndGet();
    }

    Snapshot snapshot() {
        return new Snapshot(consumer.getStatus().name(), requests.get(), List.copyOf(received));
    }
}
