package org.streamlistening.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;

/** The subscription of the session to one stream, and its buttons: Disconnect, Resume, Replay and End session. */
@Named
@RequestScoped
public class Subscription {

    @Inject
    @StreamListening
    StreamListener stream;

    @Inject
    AnswerView answer;

    private @Nullable String streamId;

    /**
     * A browser opened {@code ?stream=ID}. A session that follows this stream already continues, since this can be a
     * reload; a failed stream is tried again.
     */
    public void join() {
        String requested = streamId;
        boolean current =
                requested != null && requested.equals(answer.getTranscript().streamId());
        if (requested != null && !requested.isBlank() && !(current && stream.getStatus() != StreamStatus.FAILED)) {
            follow(requested, "Joined from the beginning");
        }
    }

    public void disconnect() {
        stream.stop();
    }

    public void resume() {
        String current = stream.getStreamId();
        if (current != null && !stream.isListening()) {
            Offset from = stream.getOffset();
            answer.change(now -> now.resuming(from));
            stream.listen(current);
        }
    }

    public void replay() {
        String current = stream.getStreamId();
        if (current != null) {
            follow(current, "Replayed from the beginning");
        }
    }

    /** Ends the session as a log-out does; all of its listeners end with it. */
    public void endSession() {
        external().invalidateSession();
        redirect(external().getRequestContextPath() + "/");
    }

    /** Follows a stream from its beginning, instead of the current one. */
    void follow(String id, String what) {
        // Once this has returned, no message of the previous stream arrives, and the transcript can begin again.
        stream.reset();
        answer.change(before -> Transcript.of(id, what));
        try {
            stream.listen(id, ListenOptions.fromBeginning());
        } catch (IllegalArgumentException notAnId) {
            answer.change(before ->
                    Transcript.rejected(id, "“" + id + "” cannot be the id of a stream: " + notAnId.getMessage()));
        }
    }

    /** Shows a stream under its own address. */
    void redirectTo(String id) {
        String page = external().getRequestContextPath() + "/";
        redirect(external().encodeRedirectURL(page, Map.of("stream", List.of(id))));
    }

    private static ExternalContext external() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }

    private static void redirect(String url) {
        try {
            external().redirect(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public @Nullable String getStreamId() {
        return streamId;
    }

    public void setStreamId(@Nullable String streamId) {
        this.streamId = streamId;
    }
}
