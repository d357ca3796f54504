package org.streamlistening.it;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.streamlistening.Delivering;
import org.streamlistening.StreamPosition;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;

/** Consumes a stream in the background, and records in which contexts it does. */
@ApplicationScoped
public class Audit {

    @Inject
    @StreamConsuming("audit")
    private StreamConsumer consumer;

    @Inject
    private RequestCount requests;

    @Inject
    private Delivery delivery;

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Queue<String> transactions = new ConcurrentLinkedQueue<>();
    private DeliveryFile file;

    /** A bean of the active request. */
    @RequestScoped
    static class Delivery {

        private final String id = UUID.randomUUID().toString();

        String id() {
            return id;
        }
    }

    /**
     * One delivery.
     *
     * @param time an {@link Instant}
     * @param requests the number of HTTP requests that the application had received
     * @param module the name of the WAR, as JNDI has it
     * @param request the id of the request context
     * @param behind the position behind the token
     */
    public record Received(int index, String time, int requests, String module, String request, String behind) {}

    /** The response to a test. */
    public record Snapshot(
            List<Received> received, List<String> transactions, int requests, String status, String position) {}

    /** Once: Arquillian deletes the WAR before Open Liberty stops the application, which then finds no resource. */
    @PostConstruct
    void findFile() {
        file = DeliveryFile.ofApplication();
    }

    @Transactional
    @SuppressWarnings("BanJNDI") // constants of the platform
    void onToken(@Observes @StreamConsuming("audit") Token token, @Delivering StreamPosition behind)
            throws NamingException, ClassNotFoundException {
        // A managed thread has the class loader of the application, and its naming context.
        if (Thread.currentThread().getContextClassLoader().loadClass(Audit.class.getName()) != Audit.class) {
            throw new IllegalStateException("not the class loader of the application");
        }
        InitialContext.doLookup("java:comp/DefaultManagedExecutorService");
        TransactionSynchronizationRegistry registry =
                InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
        registry.registerInterposedSynchronization(new Outcome(transactions, token.index()));
        received.add(new Received(
                token.index(),
                Instant.now().toString(),
                requests.get(),
                InitialContext.doLookup("java:module/ModuleName"),
                delivery.id(),
                behind.toString()));
        file.add(token.index());
    }

    private record Outcome(Queue<String> transactions, int index) implements Synchronization {

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            transactions.add(index + (status == Status.STATUS_COMMITTED ? " committed" : " rolled back"));
        }
    }

    Snapshot snapshot() {
        return new Snapshot(
                List.copyOf(received),
                List.copyOf(transactions),
                requests.get(),
                consumer.getStatus().name(),
                consumer.getPosition().toString());
    }
}
