package org.streamlistening.it;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.io.Serializable;
import java.security.Principal;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

/** An observer that records its context: transaction, user, naming context, class loader, request. */
@SessionScoped
public class ObserverContext implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private Principal caller;

    @Inject
    private Request request;

    private final Queue<String> callers = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> names = new ConcurrentLinkedQueue<>();
    private final Queue<String> transactions = new ConcurrentLinkedQueue<>();
    private volatile boolean fail;

    /** The response to a test. */
    public record Snapshot(
            String request,
            List<String> callers,
            List<String> requests,
            List<String> names,
            List<String> transactions) {}

    /** A bean of the active request. */
    @RequestScoped
    static class Request {

        private final String id = UUID.randomUUID().toString();

        String id() {
            return id;
        }
    }

    @Transactional
    @SuppressWarnings("BanJNDI") // constants of this application and of the platform
    void onToken(@Observes @StreamListening Token token) throws NamingException {
        names.add(InitialContext.doLookup("java:comp/env/motto"));
        callers.add(caller.getName());
        requests.add(request.id());
        TransactionSynchronizationRegistry registry =
                InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
        registry.registerInterposedSynchronization(new TransactionOutcome(transactions, token.index()));
        if (fail) {
            fail = false;
            throw new IllegalStateException("the observer fails on purpose");
        }
    }

    private record TransactionOutcome(Queue<String> transactions, int index) implements Synchronization {

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            transactions.add(index + (status == Status.STATUS_COMMITTED ? " committed" : " rolled back"));
        }
    }

    void listen(String id) {
        stream.listen(id);
    }

    void failOnce() {
        fail = true;
    }

    Snapshot snapshot() {
        return new Snapshot(
                request.id(),
                List.copyOf(callers),
                List.copyOf(requests),
                List.copyOf(names),
                List.copyOf(transactions));
    }
}
