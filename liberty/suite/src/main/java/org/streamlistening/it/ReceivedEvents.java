package org.streamlistening.it;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatusChanged;

/** The events that one session has received. */
@SessionScoped
public class ReceivedEvents implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening
    private StreamListener stream;

    @Inject
    private SessionRecords records;

    private final String instance = UUID.randomUUID().toString();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private int failures;

    @SuppressWarnings("BanJNDI") // a constant of the platform
    synchronized void onToken(@Observes @StreamListening Token token) throws NamingException {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("the observer fails on purpose");
        }
        // Needs the naming context of the application, and its class loader to find it.
        InitialContext.doLookup("java:comp/DefaultManagedExecutorService");
        if (Thread.currentThread().getContextClassLoader().getResource("META-INF/this-is-the-application") == null) {
            throw new IllegalStateException("not the class loader of the application");
        }
        tokens.add(token.index());
        records.received(instance);
    }

    synchronized void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        events.add(change.status().name());
    }

    synchronized void onCompleted(@Observes @StreamListening StreamCompleted end) {
        events.add("completed");
    }

    synchronized void onFailed(@Observes @StreamListening StreamFailed failure) {
        events.add("failed " + failure.httpStatus() + " " + failure.message());
    }

    /** Synchronized: if an observer changed the lists during serialisation, the server would lose the whole session. */
    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
    }

    @PreDestroy
    void end() {
        records.ended(instance);
    }

    public StreamListener stream() {
        return stream;
    }

    public synchronized void failNext(int times) {
        failures = times;
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(
                instance,
                stream.getStatus().name(),
                stream.getOffset().value(),
                List.copyOf(tokens),
                List.copyOf(events));
    }

    /** The response to a test. */
    public record Snapshot(String instance, String status, String offset, List<Integer> tokens, List<String> events) {}
}
