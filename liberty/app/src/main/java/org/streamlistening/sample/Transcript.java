package org.streamlistening.sample;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;

/**
 * What a session has of one answer, and what it went through. Every change is a new value.
 *
 * @param streamId the stream that this is from; null before the first one
 * @param resumed set from Resume until the session has caught up
 * @param note what the last button did
 * @param problem what is wrong, in words for a reader
 * @param journal what happened, the latest first
 */
public record Transcript(
        @Nullable String streamId,
        Words words,
        @Nullable Resumed resumed,
        @Nullable String note,
        @Nullable String problem,
        List<Entry> journal)
        implements Serializable {

    static final Transcript EMPTY = new Transcript(null, Words.NONE, null, null, null, List.of());

    private static final int MOST_ENTRIES = 6;

    /**
     * Where somebody pressed Resume.
     *
     * @param count how many words they had
     */
    record Resumed(Offset from, int count) implements Serializable {}

    /**
     * Something that happened.
     *
     * @param token how many tokens there were
     */
    public record Entry(int token, String what) implements Serializable {}

    /** Nothing of this stream yet. */
    static Transcript of(String streamId, String what) {
        return new Transcript(streamId, Words.NONE, null, null, null, List.of()).happened(what);
    }

    /** A stream that cannot be listened to. */
    static Transcript refused(String streamId, String problem) {
        return new Transcript(streamId, Words.NONE, null, null, problem, List.of());
    }

    Transcript with(Token token) {
        return new Transcript(streamId, words.and(token), resumed, note, problem, journal);
    }

    Transcript with(StreamStatusChanged change) {
        return switch (change.status()) {
            case RETRYING -> problem(Wording.trouble(change.cause())).happened("Connection lost, trying again");
            case STOPPED -> disconnected();
            case LIVE -> recovered(change.previous()).caughtUp();
            case CONNECTING, CATCHING_UP -> recovered(change.previous());
            case IDLE, COMPLETED, FAILED -> problem(null);
        };
    }

    Transcript with(StreamFailed failure) {
        return problem(Wording.of(failure)).happened("Gave up");
    }

    Transcript completed() {
        return caughtUp().happened("Complete");
    }

    Transcript resuming(Offset from) {
        String what = "Resumed from " + from;
        return new Transcript(streamId, words, new Resumed(from, tokens()), what, null, journal).happened(what);
    }

    private Transcript disconnected() {
        String what = "Disconnected at token " + tokens() + ". What is written from now on waits in the stream.";
        return new Transcript(streamId, words, null, what, null, journal).happened("Disconnected");
    }

    private Transcript recovered(StreamStatus before) {
        return before == StreamStatus.RETRYING ? problem(null).happened("Connected again") : problem(null);
    }

    private Transcript caughtUp() {
        if (resumed == null) {
            return this;
        }
        int caught = tokens() - resumed.count();
        String loss = missing() == 0 ? "nothing lost" : missing() + " lost";
        String what = "Resumed from " + resumed.from() + ", " + loss + ": " + caught
                + (caught == 1 ? " token" : " tokens") + " caught up";
        return new Transcript(streamId, words, null, what, problem, journal)
                .happened("Caught up with " + caught + ", " + loss);
    }

    private Transcript problem(@Nullable String now) {
        return new Transcript(streamId, words, resumed, note, now, journal);
    }

    private Transcript happened(String what) {
        List<Entry> longer = Stream.concat(Stream.of(new Entry(tokens(), what)), journal.stream())
                .limit(MOST_ENTRIES)
                .toList();
        return new Transcript(streamId, words, resumed, note, problem, longer);
    }

    /** The words so far, untrusted. */
    public String text() {
        return words.text();
    }

    /** How many words there are. */
    public int tokens() {
        return words.count();
    }

    /** How many were left out: none, unless a writer left them out. */
    public int missing() {
        return words.missing();
    }
}
