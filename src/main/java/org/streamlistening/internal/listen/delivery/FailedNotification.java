package org.streamlistening.internal.listen.delivery;

import java.util.List;
import org.streamlistening.StreamMessage;

/**
 * The notification of an observer that threw.
 *
 * @param observer the name of the observer: the same in every run of the application
 * @param messages those that it was to receive: one, or all of its batch
 */
public record FailedNotification(String observer, List<StreamMessage> messages) {}
