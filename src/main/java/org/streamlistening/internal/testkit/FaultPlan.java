package org.streamlistening.internal.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.streamlistening.inprocess.InProcessRequest;

/** The faults of the next requests. Thread-safe. */
public final class FaultPlan {

    /** A number of requests that is never reached. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    // Guarded by this.
    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {

        private final Predicate<InProcessRequest> matches;
        private final Fault fault;
        private int left;

        Rule(Predicate<InProcessRequest> matches, Fault fault, int requests) {
            this.matches = matches;
            this.fault = fault;
            this.left = requests;
        }
    }

    /** Adds a fault for this number of matching requests, behind the faults that are there already. */
    public synchronized void add(Predicate<InProcessRequest> matches, Fault fault, int requests) {
        rules.add(new Rule(matches, fault, requests));
    }

    /** Forgets all faults. */
    public synchronized void clear() {
        rules.clear();
    }

    /** The number of requests that will still meet a fault; {@link #UNLIMITED} with a permanent one. */
    public synchronized int pending() {
        return (int)
                Math.min(UNLIMITED, rules.stream().mapToLong(rule -> rule.left).sum());
    }

    /** The fault of this request, which counts as one of those. */
    synchronized Optional<Fault> next(InProcessRequest request) {
        Optional<Rule> first =
                rules.stream().filter(rule -> rule.matches.test(request)).findFirst();
        first.filter(rule -> rule.left != UNLIMITED).ifPresent(rule -> {
            rule.left--;
            if (rule.left == 0) {
                rules.remove(rule);
            }
        });
        return first.map(rule -> rule.fault);
    }
}
