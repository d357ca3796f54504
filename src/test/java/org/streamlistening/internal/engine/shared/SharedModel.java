package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.engine.CommittedChange;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.content.ReadableContent;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.store.StoreException;

/** What the servers have acknowledged, and what a stream must contain therefore. Each request has a text of its own. */
final class SharedModel {

    /** The message of failures that the test injects and that keep nothing. */
    static final String INJECTED = "as the test wants it";

    private static final Pattern TEXTS = Pattern.compile("<\\d+>");

    /** The outcome of a request. */
    private enum Kept {
        YES,
        NO,
        PERHAPS
    }

    /** @param change what the server acknowledged */
    private record Request(
            String id,
            Kind kind,
            String text,
            @Nullable ProducerRequest producer,
            Kept kept,
            @Nullable CommittedChange change) {

        boolean isAcknowledgedFor(long incarnation) {
            return change != null && change.offsets().incarnation() == incarnation;
        }

        boolean changed() {
            return change != null && change.changed();
        }
    }

    /** What a request does. */
    enum Kind {
        CREATE,
        APPEND,
        CLOSE,
        DELETE
    }

    // Guarded by this.
    private final List<Request> requests = new ArrayList<>();
    private final List<Throwable> unexpected = new ArrayList<>();

    /** A request has ended. */
    synchronized void ended(
            String id,
            Kind kind,
            String text,
            @Nullable ProducerRequest producer,
            @Nullable CommittedChange change,
            @Nullable Throwable failure) {
        Kept kept = change != null ? Kept.YES : mayBeKept(Objects.requireNonNull(failure)) ? Kept.PERHAPS : Kept.NO;
        requests.add(new Request(id, kind, text, producer, kept, change));
        if (failure != null) {
            failed(failure);
        }
    }

    private static boolean mayBeKept(Throwable failure) {
        return failure instanceof StoreException lost && lost.reason() == StoreException.Reason.UNKNOWN_OUTCOME;
    }

    synchronized void failed(Throwable failure) {
        boolean expected = failure instanceof RequestRejectedException
                || failure instanceof StoreException
                || INJECTED.equals(failure.getMessage());
        if (!expected) {
            unexpected.add(failure);
        }
    }

    synchronized void assertOnlyExpectedFailures() {
        assertThat(unexpected).isEmpty();
    }

    /** What was acknowledged until now. */
    synchronized SharedModel acknowledged() {
        SharedModel past = new SharedModel();
        past.requests.addAll(requests);
        return past;
    }

    /** The stream has all that was acknowledged for it. */
    synchronized void assertHasAll(ReadableStream stream, String text) {
        for (Request request : of(stream)) {
            if (request.kind != Kind.CLOSE && request.changed()) {
                int end = (int) Objects.requireNonNull(request.change).tail();
                assertThat(text.substring(0, Math.min(end, text.length())))
                        .as("%s in %s", request, text)
                        .endsWith(request.text);
            }
            if (request.kind == Kind.CLOSE && request.changed()) {
                assertThat(stream.content().state().closed()).isTrue();
                assertThat((long) text.length())
                        .isEqualTo(Objects.requireNonNull(request.change).tail());
            }
        }
    }

    private List<Request> of(ReadableStream stream) {
        long incarnation = stream.content().offsets().incarnation();
        return requests.stream()
                .filter(request -> request.id.equals(stream.id())
                        && request.kind != Kind.DELETE
                        && request.isAcknowledgedFor(incarnation))
                .toList();
    }

    /** The stream has nothing twice, and nothing that was not sent to it, or not kept. */
    synchronized void assertHasNothingElse(ReadableStream stream, String text) {
        ReadableContent content = stream.content();
        List<String> own = texts(text.substring((int) content.origin().tail()));
        assertThat(texts(text)).doesNotHaveDuplicates();
        long incarnation = content.offsets().incarnation();
        Set<String> possible = requests.stream()
                .filter(request -> request.id.equals(stream.id()) && request.kept != Kept.NO)
                .filter(request ->
                        request.change == null || (request.changed() && request.isAcknowledgedFor(incarnation)))
                .map(Request::text)
                .collect(Collectors.toSet());
        assertThat(possible).as("%s", text).containsAll(own);
        assertProducersOnce(stream, new HashSet<>(own));
    }

    private void assertProducersOnce(ReadableStream stream, Set<String> own) {
        Set<ProducerRequest> acknowledged = of(stream).stream()
                .map(Request::producer)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<ProducerRequest> present = requests.stream()
                .filter(request ->
                        request.id.equals(stream.id()) && request.producer != null && own.contains(request.text))
                .map(Request::producer)
                .toList();
        assertThat(present).doesNotHaveDuplicates().containsAll(acknowledged);
    }

    /** A stream without a lifetime exists until it is deleted. @param stream null if there is none */
    synchronized void assertExistsAsLong(String id, @Nullable ReadableStream stream) {
        Set<Long> deleted = requests.stream()
                .filter(request -> request.id.equals(id) && request.kind == Kind.DELETE && request.change != null)
                .map(request -> Objects.requireNonNull(request.change).offsets().incarnation())
                .collect(Collectors.toSet());
        boolean perhaps = requests.stream()
                .anyMatch(request ->
                        request.id.equals(id) && request.kind == Kind.DELETE && request.kept == Kept.PERHAPS);
        for (Request request : requests) {
            CommittedChange change = request.change;
            if (change == null || !request.id.equals(id) || request.kind == Kind.DELETE || perhaps) {
                continue;
            }
            long incarnation = change.offsets().incarnation();
            if (change.config().lifetime().isForever() && !deleted.contains(incarnation)) {
                assertThat(stream).as("%s of %s", incarnation, id).isNotNull();
                assertThat(stream.content().offsets().incarnation()).isEqualTo(incarnation);
            }
        }
    }

    private static List<String> texts(String text) {
        return TEXTS.matcher(text).results().map(match -> match.group()).toList();
    }
}
