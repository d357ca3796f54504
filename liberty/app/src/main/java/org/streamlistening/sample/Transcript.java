package org.streamlistening.sample;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;

/**
 * The part of one answer that a session has read, and its history. Immutable: every change is a new value.
 *
 * @param streamId the stream; null before the first one
 * @param answer what the stream says
 * @param resumed set from Resume until the session has caught up
 * @param note the effect of the last button
 * @param trouble the current problem of this session, for the reader of the page
 * @param journal the last events, the latest first
 */
public record Transcript(
        @Nullable String streamId,
        AnswerText answer,
        @Nullable Resumed resumed,
        @Nullable String note,
        @Nullable String trouble,
        List<Entry> journal)
        implements Serializable {

    static final Transcript EMPTY = new Transcript(null, AnswerText.NONE, null, null, null, List.of());

    private static final int MOST_ENTRIES = 6;

    /**
     * That the user pressed Resume.
     *
     * @param count the number of words at that time
     */
    record Resumed(int count) implements Serializable {}

    /**
     * An event in the history.
     *
     * @param token the number of tokens at that time
     */
    public record Entry(int token, String what) implements Serializable {}

    /** Nothing of this stream yet. */
    static Transcript of(String streamId, String what) {
        return new Transcript(streamId, AnswerText.NONE, null, null, null, List.of()).happened(what);
    }

    /** A stream that cannot be listened to. */
    static Transcript rejected(String streamId, String problem) {
        return new Transcript(streamId, AnswerText.NONE, null, null, problem, List.of());
    }

    Transcript with(AnswerPart part, StreamPosition behind) {
        return new Transcript(streamId, answer.and(part, behind), resumed, note, trouble, journal);
    }

    Transcript with(StreamStatusChanged change) {
        return switch (change.status()) {
            case RETRYING -> trouble(Wording.trouble(change.cause())).happened("Connection lost, trying again");
            case STOPPED -> disconnected();
            case LIVE -> recovered(change.previous()).caughtUp();
            case CONNECTING, CATCHING_UP -> recovered(change.previous());
            case IDLE, COMPLETED, FAILED, STANDBY -> trouble(null);
        };
    }

    Transcript with(StreamFailed failure) {
        return trouble(Wording.of(failure)).happened("Failed");
    }

    Transcript completed() {
        return caughtUp().happened(answer.end() == null ? "Complete" : Light.of(answer.end()).getLabel());
    }

    Transcript resuming(Offset from) {
        return new Transcript(streamId, answer, new Resumed(tokens()), "Resumed", null, journal)
                .happened("Resumed from " + from);
    }

    private Transcript disconnected() {
        String what = "Disconnected at token " + tokens() + ". What is written from now on waits in the stream.";
        return new Transcript(streamId, answer, null, what, null, journal).happened("Disconnected");
    }

    private Transcript recovered(StreamStatus before) {
        return before == StreamStatus.RETRYING ? trouble(null).happened("Connected again") : trouble(null);
    }

    private Transcript caughtUp() {
        if (resumed == null) {
            return this;
        }
        int caught = tokens() - resumed.count();
        String loss = missing() == 0 ? "nothing lost" : missing() + " lost";
        String what = "Resumed, " + loss + ": " + caught + (caught == 1 ? " token" : " tokens") + " caught up";
        return new Transcript(streamId, answer, null, what, trouble, journal)
                .happened("Caught up with " + caught + ", " + loss);
    }

    private Transcript trouble(@Nullable String now) {
        return new Transcript(streamId, answer, resumed, note, now, journal);
    }

    private Transcript happened(String what) {
        List<Entry> longer = Stream.concat(Stream.of(new Entry(tokens(), what)), journal.stream())
                .limit(MOST_ENTRIES)
                .toList();
        return new Transcript(streamId, answer, resumed, note, trouble, longer);
    }

    /** The words so far, untrusted. */
    public String text() {
        return answer.words().text();
    }

    /** The number of words. */
    public int tokens() {
        return answer.words().count();
    }

    /** The number of missing words; 0, unless a writer skipped some. */
    public int missing() {
        return answer.words().missing();
    }

    /** The prompt, untrusted; empty before it has arrived. */
    public String prompt() {
        return answer.asked() == null ? "" : answer.asked().prompt();
    }

    /** The current problem, for the reader of the page: of this session, or of the answer; else empty. */
    public String problem() {
        return trouble == null ? answer.reason() : trouble;
    }
}
