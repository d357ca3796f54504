package org.streamlistening.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.client.StreamException;

/** The actions of the buttons of the page. */
@Named
@RequestScoped
public class Demo {

    @Inject
    @StreamListening
    StreamListener stream;

    @Inject
    AnswerView answer;

    @Inject
    Answers answers;

    @Inject
    OwnAnswers own;

    @Inject
    AnswerSource source;

    private String prompt = "";
    private String edited = "";
    private @Nullable String streamId;

    /** Begins an answer, follows it, and shows it under its own address, which can be reloaded and passed on. */
    public void generate() throws IOException {
        Asked asked = answer.getTranscript().answer().asked();
        String current = stream.getStreamId();
        String text = prompt.strip();
        // Another tab may have gone on to another answer since the user began to edit.
        boolean edits = asked != null && current != null && current.equals(edited);
        show(edits ? () -> answers.edit(current, asked, text) : () -> answers.begin(text), "Generating");
    }

    /** Begins another answer to the same prompt. */
    public void regenerate() throws IOException {
        Asked asked = answer.getTranscript().answer().asked();
        String current = stream.getStreamId();
        if (asked != null && current != null) {
            show(() -> answers.regenerate(current, asked), "Regenerating");
        }
    }

    private void show(Supplier<String> beginning, String what) throws IOException {
        try {
            String begun = beginning.get();
            own.add(begun);
            follow(begun, what);
            redirectTo(begun);
        } catch (StreamException e) {
            reject(Wording.of(e));
        } catch (RejectedExecutionException e) {
            reject("Too many answers are being written. Try again in a few seconds.");
        }
    }

    private static void redirectTo(String id) throws IOException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        String page = external.getRequestContextPath() + "/";
        external.redirect(external.encodeRedirectURL(page, Map.of("stream", List.of(id))));
    }

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

    /** Ends the answer, whichever server writes it. Each reader then sees the end, after the last message. */
    public void stopGenerating() {
        String current = stream.getStreamId();
        if (current != null && own.contains(current)) {
            answers.stop(current);
        }
    }

    /** Ends the session as a log-out does; all of its listeners end with it. */
    public void endSession() throws IOException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        external.invalidateSession();
        external.redirect(external.getRequestContextPath() + "/");
    }

    private void follow(String id, String what) {
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

    private static void reject(String why) {
        FacesContext.getCurrentInstance().addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, why, why));
    }

    /** The ids of the enabled buttons, separated by spaces. */
    public String getPossible() {
        String current = stream.getStreamId();
        if (current == null) {
            return "";
        }
        boolean hasText = answer.getTranscript().tokens() > 0;
        List<String> possible = new ArrayList<>();
        switch (stream.getStatus()) {
            case CONNECTING, CATCHING_UP, LIVE, RETRYING -> possible.add("disconnect");
            case STOPPED -> possible.add("resume");
            // Without text there is no position to resume from: a reload of the page tries again.
            case FAILED -> possible.addAll(hasText ? List.of("resume") : List.of());
            case IDLE, COMPLETED, STANDBY -> {}
        }
        if (hasText) {
            possible.add("replay");
        }
        possible.addAll(ofAnswer(current));
        return String.join(" ", possible);
    }

    private List<String> ofAnswer(String current) {
        AnswerText text = answer.getTranscript().answer();
        if (text.end() == null && stream.getStatus() != StreamStatus.COMPLETED) {
            return own.contains(current) ? List.of("stop") : List.of();
        }
        return text.asked() == null ? List.of() : List.of("regenerate", "edit");
    }

    /** Whether there is such a stream, as far as this session knows. */
    public boolean isKnown() {
        String current = stream.getStreamId();
        return switch (stream.getStatus()) {
            case CATCHING_UP, LIVE, COMPLETED -> true;
            case IDLE, CONNECTING, RETRYING, STOPPED, FAILED, STANDBY ->
                current != null && (answer.getTranscript().tokens() > 0 || own.contains(current));
        };
    }

    /** The name and colour of the listener's status. */
    public Light getLight() {
        AnswerEnd end = answer.getTranscript().answer().end();
        return end == null || stream.getStatus() != StreamStatus.COMPLETED
                ? Light.of(stream.getStatus())
                : Light.of(end);
    }

    /** What the page says about the source of its answers. */
    public String getSource() {
        return source.description();
    }

    public String getPrompt() {
        return prompt;
    }

    public void setPrompt(String prompt) {
        this.prompt = prompt;
    }

    /** The stream whose prompt is being edited; else empty. */
    public String getEdited() {
        return edited;
    }

    public void setEdited(String edited) {
        this.edited = edited;
    }

    public @Nullable String getStreamId() {
        return streamId;
    }

    public void setStreamId(@Nullable String streamId) {
        this.streamId = streamId;
    }
}
