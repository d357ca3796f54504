package org.streamlistening.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;

/** What the page says about the current answer, and which of its buttons are possible. */
@Named("status")
@RequestScoped
public class AnswerStatus {

    @Inject
    @StreamListening
    StreamListener stream;

    @Inject
    AnswerView answer;

    @Inject
    OwnAnswers own;

    @Inject
    AnswerSource source;

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
        if (end() == null && stream.getStatus() != StreamStatus.COMPLETED) {
            return own.contains(current) ? List.of("stop") : List.of();
        }
        return answer.getTranscript().answer().asked() == null ? List.of() : List.of("regenerate", "edit");
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
        AnswerEnd end = end();
        return end == null || stream.getStatus() != StreamStatus.COMPLETED
                ? Light.of(stream.getStatus())
                : Light.of(end);
    }

    /** What stands in the place of the text before its first word. */
    public String getPlaceholder() {
        if (end() != null) {
            return "This answer ended before its first word.";
        }
        if (!stream.isListening()) {
            return "The answer appears here, word by word.";
        }
        // With the prompt, the stream has all that is written before the source answers.
        return answer.getTranscript().answer().asked() == null ? "Waiting for the first word." : source.waiting();
    }

    private @Nullable AnswerEnd end() {
        return answer.getTranscript().answer().end();
    }

    /** What the page says about the source of its answers. */
    public String getSource() {
        return source.description();
    }
}
