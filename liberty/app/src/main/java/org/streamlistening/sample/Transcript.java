package org.streamlistening.sample;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;

/**
 * What a session has of one answer. Every change is a new value.
 *
 * @param streamId the stream that this is from; null before the first one
 * @param text the words so far, untrusted
 * @param tokens how many those are
 * @param missing how many were left out, judging by their numbers: the page says "nothing lost" only if it is so
 * @param resumed set from Resume until the session has caught up
 * @param note what the last button did
 * @param problem what is wrong, in words for a reader
 * @param journal what happened, the latest first
 */
public record Transcript(
        @Nullable String streamId,
        String text,
        int tokens,
        int lastNumber,
        int missing,
        @Nullable Resumed resumed,
        @Nullable String note,
        @Nullable String problem,
        List<Entry> journal)
        implements Serializable {

    static final Transcript EMPTY = new Transcript(null, "", 0, 0, 0, null, null, null, List.of());

    /** A stream may be longer than a session should hold: then this keeps its end. */
    private static final int MOST_CHARACTERS = 200_000;

    private static final int MOST_ENTRIES = 6;

    /**
     * Where somebody pressed Resume.
     *
     * @param tokens how many they had
     */
    public record Resumed(Offset from, int tokens) implements Serializable {}

    /**
     * Something that happened.
     *
     * @param token how many tokens there were
     */
    public record Entry(int token, String what) implements Serializable {}

    /** Nothing of this stream yet. */
    static Transcript of(String streamId, String what) {
        return new Transcript(streamId, "", 0, 0, 0, null, null, null, List.of(new Entry(0, what)));
    }

    /** A stream that cannot be listened to. */
    static Transcript refused(String streamId, String problem) {
        return new Transcript(streamId, "", 0, 0, 0, null, null, problem, List.of());
    }

    /** After a message was delivered again, as it may be after a fault, it is still here once. */
    Transcript with(Token token) {
        boolean numbered = token.number() > 0;
        if (numbered && token.number() <= lastNumber) {
            return this;
        }
        int left = numbered ? token.number() - lastNumber - 1 : 0;
        return new Transcript(
                streamId,
                shortened(text + token.text()),
                tokens + 1,
                numbered ? token.number() : lastNumber,
                missing + left,
                resumed,
                note,
                problem,
                journal);
    }

    Transcript with(StreamStatusChanged change) {
        return switch (change.status()) {
            case RETRYING -> problem(Wording.trouble(change.cause())).happened("Connection lost, trying again");
            case STOPPED -> problem(null).happened("Disconnected");
            case LIVE -> recovered(change).caughtUp();
            case CONNECTING, CATCHING_UP -> recovered(change);
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
        return new Transcript(
                        streamId, text, tokens, lastNumber, missing, new Resumed(from, tokens), what, null, journal)
                .happened(what);
    }

    private Transcript recovered(StreamStatusChanged change) {
        Transcript healthy = problem(null);
        return change.previous() == StreamStatus.RETRYING ? healthy.happened("Connected again") : healthy;
    }

    private Transcript caughtUp() {
        if (resumed == null) {
            return this;
        }
        int caught = tokens - resumed.tokens();
        String loss = missing == 0 ? "nothing lost" : missing + " lost";
        String what = "Resumed from " + resumed.from() + ", " + loss + ": " + caught
                + (caught == 1 ? " token" : " tokens") + " caught up";
        return new Transcript(streamId, text, tokens, lastNumber, missing, null, what, problem, journal)
                .happened("Caught up with " + caught + ", " + loss);
    }

    private Transcript problem(@Nullable String now) {
        return new Transcript(streamId, text, tokens, lastNumber, missing, resumed, note, now, journal);
    }

    private Transcript happened(String what) {
        List<Entry> entries = new ArrayList<>(journal);
        entries.add(0, new Entry(tokens, what));
        return new Transcript(
                streamId,
                text,
                tokens,
                lastNumber,
                missing,
                resumed,
                note,
                problem,
                List.copyOf(entries.subList(0, Math.min(entries.size(), MOST_ENTRIES))));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(text.length() - MOST_CHARACTERS);
    }
}
