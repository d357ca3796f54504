package org.streamlistening.client;

/**
 * The place of one request among those of an idempotent producer (Protocol, section 5.2.1), for a writer that numbers
 * its requests itself. Immutable.
 *
 * <p>A stream accepts number 0 of an epoch first, then each number once. It rejects earlier epochs as soon as it has
 * accepted a request of a later one. Two writers that use the same producer id and epoch are not told apart: the second
 * request of the same number counts as a duplicate, whatever its content.
 *
 * @param producerId a stable name of the writer
 * @param epoch the number of the run or claim of the writer, from 0 to 2<sup>53</sup>-1
 * @param sequence the number of the request in the epoch, from 0 to 2<sup>53</sup>-1
 * @since 0.1
 */
public record ProducerSequence(String producerId, long epoch, long sequence) {

    /** @throws IllegalArgumentException if a value is out of its range; the message has its name */
    public ProducerSequence {
        if (producerId.isBlank()) {
            throw new IllegalArgumentException("producerId must not be empty");
        }
        requireNumber("epoch", epoch);
        requireNumber("sequence", sequence);
    }

    /** The following request in the same epoch. */
    public ProducerSequence next() {
        return new ProducerSequence(producerId, epoch, sequence + 1);
    }

    static void requireNumber(String name, long number) {
        if (number < 0 || number >= 1L << 53) {
            throw new IllegalArgumentException(name + " must be from 0 to 2^53-1, not " + number);
        }
    }
}
