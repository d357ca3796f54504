package org.streamlistening.answer;

/**
 * How an answer ended.
 *
 * @since 0.1
 */
public enum AnswerOutcome {

    /** By {@link AnswerWriter#done()}: the stream ends with {@link AnswerMessage.Done}. */
    DONE,

    /** By a stop: the stream ends with {@link AnswerMessage.Stopped}. */
    STOPPED,

    /** By a failure of the application or of its writer: the stream ends with {@link AnswerMessage.Failed}. */
    FAILED,

    /**
     * By another writer: another server has ended the stream with {@link AnswerMessage.Failed} because this one was silent, or
     * the application has closed or deleted it. What this writer had not stored by then is lost.
     */
    TAKEN_OVER
}
