package org.streamlistening.testkit;

/**
 * An event that observers have received. Immutable.
 *
 * @param source the {@linkplain org.streamlistening.StreamListener#getName() name} of the listener, empty for the default
 *     one; or that of the consumer
 * @param sessionKey the key of the listener; empty for a consumer
 * @param event a {@link org.streamlistening.StreamEvent}, or a message as an observer declares it
 * @since 0.1
 */
public record ReceivedEvent(String source, String sessionKey, Object event) {

    /** Whether a consumer fired it. */
    public boolean isOfConsumer() {
        return sessionKey.isEmpty();
    }

    /** Source and event, in one line. */
    @Override
    public String toString() {
        String from =
                isOfConsumer() ? "consumer '" + source + "'" : source.isEmpty() ? "" : "listener '" + source + "'";
        return from.isEmpty() ? event.toString() : from + ": " + event;
    }
}
