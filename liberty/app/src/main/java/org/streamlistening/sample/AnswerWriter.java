package org.streamlistening.sample;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes answers to streams in the background. Independent of pages and sessions: an answer continues without readers,
 * and only {@link #stop} ends it early.
 */
@ApplicationScoped
public class AnswerWriter {

    /** The limit of answers in progress, for a user that presses the button a thousand times. */
    private static final int MOST_AT_ONCE = 50;

    private static final long PAUSE_MILLIS = 1;

    private static final int HOURS_KEPT = 1;
    private static final int ID_BYTES = 9;

    @Inject
    TokenStreams streams;

    @Inject
    AnswerSource source;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Writing> running = new ConcurrentHashMap<>();

    /**
     * Begins an answer to this prompt.
     *
     * @return the id of its stream, which exists when this method returns; it cannot be guessed
     * @throws org.streamlistening.client.StreamException if the server does not create the stream
     */
    public String begin(String prompt) {
        String streamId = AnswerAccess.ANSWERS + newKey();
        streams.create(streamId);
        Writing writing = new Writing(streams, streamId, () -> source.answer(prompt), () -> ended(streamId));
        running.put(streamId, writing);
        writing.runs(scheduler.scheduleWithFixedDelay(writing, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        return streamId;
    }

    /** Whether the limit of answers in progress is reached. */
    public boolean isBusy() {
        return running.size() >= MOST_AT_ONCE;
    }

    /** Ends an answer early. Its readers see a complete stream. */
    public void stop(String streamId) {
        Writing writing = running.get(streamId);
        if (writing != null) {
            writing.stop();
        }
    }

    /** Whether this answer is being written by this application. */
    public boolean isWriting(String streamId) {
        return running.containsKey(streamId);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a stream that cannot be deleted does no harm
    private void ended(String streamId) {
        running.remove(streamId);
        scheduler.schedule(() -> streams.delete(streamId), HOURS_KEPT, TimeUnit.HOURS);
    }

    @PreDestroy
    void end() {
        running.values().forEach(Writing::cancel);
    }

    private String newKey() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
