package org.streamlistening.sample;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.streamlistening.Delivering;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatusChanged;

/**
 * The answer as this session sees it. Observers run on a thread of the server's executor while requests read. Therefore
 * the state is one immutable value that is replaced as a whole: there is no lock that a caller of the listener could
 * hold.
 */
@Named("answer")
@SessionScoped
public class AnswerView implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    PageUpdates page;

    private final AtomicReference<Transcript> transcript = new AtomicReference<>(Transcript.EMPTY);

    void onPart(@Observes @StreamListening AnswerPart part, @Delivering StreamPosition behind) {
        change(now -> now.with(part, behind));
    }

    void onStatus(@Observes @StreamListening StreamStatusChanged change) {
        change(now -> now.with(change));
    }

    void onEnd(@Observes @StreamListening StreamCompleted end) {
        change(Transcript::completed);
    }

    void onFailure(@Observes @StreamListening StreamFailed failure) {
        change(now -> now.with(failure));
    }

    /** The state of the page. */
    public Transcript getTranscript() {
        return Objects.requireNonNull(transcript.get());
    }

    /** Changes the state of the page, and notifies the page. */
    void change(UnaryOperator<Transcript> change) {
        transcript.updateAndGet(change);
        page.changed();
    }
}
