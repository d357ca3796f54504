package org.streamlistening;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.client.StreamException;

/** The rules for dependencies between packages, and for what their classes may use. */
@AnalyzeClasses(packages = "org.streamlistening", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** The public packages, which applications use. They call internal rooms, and return no type of them. */
    private static final String[] API = {
        "org.streamlistening",
        "org.streamlistening.client",
        "org.streamlistening.inprocess",
        "org.streamlistening.server",
        "org.streamlistening.websocket",
        "org.streamlistening.consumer",
        "org.streamlistening.metrics",
        "org.streamlistening.answer"
    };

    /** The test kit, which has a jar of its own. It knows client and server. */
    private static final String[] TESTKIT = {"org.streamlistening.testkit", "org.streamlistening.internal.testkit"};

    /** Each room, and the rooms that it may depend on. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            // Grammar, threads and configuration.
            Map.entry("protocol", Set.of()),
            Map.entry("protocol.json", Set.of()),
            Map.entry("messages", Set.of()),
            Map.entry("threads", Set.of()),
            Map.entry("config", Set.of()),
            Map.entry("metrics", Set.of()),
            Map.entry("meters", Set.of()),
            // The client, from the transport up.
            Map.entry("http.body", Set.of()),
            Map.entry("http", Set.of("http.body", "protocol", "threads")),
            Map.entry("http.transport", Set.of("http", "http.body", "protocol", "threads")),
            Map.entry("read.body", Set.of("http", "http.body", "protocol", "protocol.json")),
            Map.entry("read.response", Set.of("http", "http.body", "protocol", "read.body", "threads")),
            Map.entry("read", Set.of("http", "http.body", "protocol", "read.response", "threads")),
            Map.entry("produce", Set.of("http", "http.body", "protocol", "read.body")),
            Map.entry("consume.log", Set.of()),
            // A message on its way to its observers.
            Map.entry("failures", Set.of("protocol", "threads")),
            Map.entry("tail", Set.of("failures", "metrics", "protocol", "read", "threads")),
            Map.entry("listen.delivery", Set.of("messages", "protocol")),
            Map.entry(
                    "listen",
                    Set.of(
                            "failures",
                            "listen.delivery",
                            "messages",
                            "metrics",
                            "protocol",
                            "read",
                            "tail",
                            "threads")),
            Map.entry("deliver", Set.of("failures", "listen.delivery", "protocol", "threads", "messages")),
            Map.entry("ownership", Set.of("failures", "listen.delivery", "threads", "messages")),
            Map.entry("deployment", Set.of("config", "deliver", "messages")),
            Map.entry("request", Set.of("failures")),
            Map.entry("ownership.lease", Set.of()),
            Map.entry("consume.state", Set.of()),
            Map.entry("consume.database", Set.of("consume.state", "deliver", "failures", "listen", "listen.delivery")),
            // The extension, and what it starts for each web application.
            Map.entry(
                    "runtime",
                    Set.of(
                            "config",
                            "consume.state",
                            "deliver",
                            "failures",
                            "listen",
                            "listen.delivery",
                            "messages",
                            "metrics",
                            "ownership",
                            "tail",
                            "threads")),
            Map.entry(
                    "consume",
                    Set.of(
                            "consume.database",
                            "consume.log",
                            "consume.state",
                            "deliver",
                            "deployment",
                            "failures",
                            "listen",
                            "listen.delivery",
                            "messages",
                            "ownership.lease",
                            "protocol",
                            "request",
                            "runtime",
                            "tail",
                            "threads")),
            Map.entry("answer.control", Set.of("consume.log", "failures", "messages", "threads")),
            Map.entry("answer", Set.of("answer.control", "consume.log", "failures", "messages", "runtime", "threads")),
            Map.entry(
                    "session",
                    Set.of(
                            "deliver",
                            "deployment",
                            "failures",
                            "listen",
                            "listen.delivery",
                            "messages",
                            "request",
                            "runtime",
                            "tail",
                            "threads")),
            // Monitoring systems, whose APIs a runtime may lack.
            Map.entry("microprofile", Set.of("meters")),
            Map.entry("opentelemetry", Set.of("listen.delivery", "meters", "runtime")),
            Map.entry("session.listener", Set.of("failures", "listen", "messages", "ownership", "runtime", "session")),
            Map.entry(
                    "cdi",
                    Set.of(
                            "answer",
                            "failures",
                            "config",
                            "consume",
                            "deliver",
                            "deployment",
                            "listen",
                            "messages",
                            "meters",
                            "metrics",
                            "microprofile",
                            "opentelemetry",
                            "request",
                            "runtime",
                            "session",
                            "session.listener",
                            "threads")),
            Map.entry("socket", Set.of("failures", "listen", "listen.delivery", "protocol", "session", "threads")),
            // The server, from the values up.
            Map.entry("engine.state", Set.of("protocol", "protocol.json")),
            Map.entry("store", Set.of("engine.state")),
            Map.entry("store.memory", Set.of("engine.state", "store")),
            Map.entry("store.notices", Set.of("threads")),
            Map.entry("store.files", Set.of("engine.state")),
            Map.entry(
                    "store.database",
                    Set.of("engine.state", "failures", "messages", "protocol", "store", "store.notices", "threads")),
            Map.entry(
                    "store.disk", Set.of("engine.state", "metrics", "store", "store.files", "store.memory", "threads")),
            // What a request changes, what readers see, and the streams that this server holds.
            Map.entry("engine.decision", Set.of("engine.state", "protocol")),
            Map.entry("engine.content", Set.of("engine.state", "engine.decision", "protocol", "store")),
            Map.entry("engine", Set.of("engine.state", "engine.decision", "engine.content", "store", "threads")),
            Map.entry(
                    "engine.shared",
                    Set.of(
                            "engine",
                            "engine.content",
                            "engine.decision",
                            "engine.state",
                            "metrics",
                            "store",
                            "threads")),
            Map.entry("serve.exchange", Set.of("engine.state", "protocol", "store")),
            Map.entry(
                    "serve.read",
                    Set.of(
                            "engine",
                            "engine.content",
                            "engine.state",
                            "protocol",
                            "serve.exchange",
                            "store",
                            "threads")),
            Map.entry(
                    "serve",
                    Set.of(
                            "engine",
                            "engine.content",
                            "engine.decision",
                            "engine.shared",
                            "engine.state",
                            "metrics",
                            "protocol",
                            "serve.exchange",
                            "serve.read",
                            "store",
                            "store.database",
                            "store.disk",
                            "store.memory",
                            "threads")),
            Map.entry("serve.servlet", Set.of("engine.state", "serve.exchange")),
            Map.entry(
                    "embedded",
                    Set.of(
                            "config",
                            "engine.state",
                            "serve",
                            "serve.exchange",
                            "serve.servlet",
                            "messages",
                            "protocol")),
            // The test kit, which has a jar of its own, and which nothing in the library knows.
            Map.entry(
                    "testkit",
                    Set.of(
                            "config",
                            "deliver",
                            "deployment",
                            "embedded",
                            "listen",
                            "listen.delivery",
                            "messages",
                            "protocol",
                            "request",
                            "runtime",
                            "serve",
                            "tail",
                            "threads")));

    private static final String INTERNAL = "org.streamlistening.internal.";

    /** A room that is missing in the table breaks the rule, too. */
    @ArchTest
    static void eachRoomKnowsOnlyTheRoomsBehindIt(JavaClasses all) {
        List<String> wrong = all.stream()
                .filter(from -> from.getPackageName().startsWith(INTERNAL))
                .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
                .filter(arrow -> arrow.getTargetClass().getPackageName().startsWith(INTERNAL))
                .filter(arrow -> !isAllowed(room(arrow.getOriginClass()), room(arrow.getTargetClass())))
                .map(Dependency::getDescription)
                .toList();
        assertThat(wrong).isEmpty();
    }

    private static String room(JavaClass type) {
        return type.getPackageName().startsWith(INTERNAL)
                ? type.getPackageName().substring(INTERNAL.length())
                : "";
    }

    private static boolean isAllowed(String from, String to) {
        Set<String> known = ROOMS.get(from);
        return known != null && (from.equals(to) || known.contains(to));
    }

    /** Dependencies between rooms point one way. */
    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("org.streamlistening.internal.(**)").should().beFreeOfCycles();

    /** Classes of one package that depend on each other in a cycle: a pair at most. */
    @ArchTest
    static void cyclesInsideARoomAreAtMostPairs(JavaClasses all) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : all) {
            from.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(to -> to.getPackageName().equals(from.getPackageName()))
                    .forEach(to -> arrows.computeIfAbsent(topLevel(from), none -> new TreeSet<>())
                            .add(topLevel(to)));
        }
        Map<String, Set<String>> reached = arrows.keySet().stream()
                .collect(toMap(identity(), from -> reachable(from, arrows), (one, same) -> one, TreeMap::new));
        Set<List<String>> cycles = new LinkedHashSet<>();
        reached.forEach((one, known) -> {
            List<String> cycle = known.stream()
                    .filter(other -> reached.getOrDefault(other, Set.of()).contains(one))
                    .toList();
            if (known.contains(one) && cycle.size() > 2) {
                cycles.add(cycle);
            }
        });
        assertThat(cycles).isEmpty();
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> arrows) {
        Set<String> reached = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(arrows.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            String one = next.pop();
            if (reached.add(one)) {
                next.addAll(arrows.getOrDefault(one, Set.of()));
            }
        }
        return reached;
    }

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    /** A container instantiates the first two by name; tests in other packages use the rest. */
    private static final Set<String> PUBLIC_FOR_CONTAINERS_AND_TESTS = Set.of(
            // For the store in a database.
            "ChangeNotices",
            "ChangeNoticesFactory",
            "DurableStreamsExtension",
            "SessionEndListener",
            "DurableStream",
            "ProtocolErrorMapper",
            "FrameChecksum",
            "JournalFrame",
            "ManualExecutor",
            "RetryingReader",
            "ServerClock",
            "StoreKey");

    @ArchTest
    static void onlyTypesThatAnotherPackageUsesArePublic(JavaClasses all) {
        List<String> needless = all.stream()
                .filter(type -> type.getPackageName().startsWith(INTERNAL) && isPublic(type))
                .filter(type -> !PUBLIC_FOR_CONTAINERS_AND_TESTS.contains(type.getSimpleName()))
                .filter(type -> all.stream().noneMatch(user -> needsPublic(user, type)))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        assertThat(needless).isEmpty();
    }

    private static boolean isPublic(JavaClass type) {
        return type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    /** A caller elsewhere that passes a lambda names a functional interface only through the method that it calls. */
    private static boolean needsPublic(JavaClass user, JavaClass type) {
        if (!user.getPackageName().equals(type.getPackageName())) {
            return user.getDirectDependenciesFromSelf().stream()
                    .anyMatch(arrow -> topLevel(arrow.getTargetClass()).equals(type.getName()));
        }
        return type.isInterface()
                && isPublic(user)
                && user.getCodeUnits().stream()
                        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                        .anyMatch(unit -> unit.getRawParameterTypes().contains(type));
    }

    /** Client, server and listeners use each other through public packages only. */
    @ArchTest
    static final ArchRule theClientAndTheServerDoNotKnowEachOther = noClasses()
            .that()
            .resideInAnyPackage(API[1], INTERNAL + "http..", INTERNAL + "read..", INTERNAL + "produce")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(API[3], INTERNAL + "serve..", INTERNAL + "engine..", INTERNAL + "store..");

    @ArchTest
    static final ArchRule theServerDoesNotKnowTheClient = noClasses()
            .that()
            .resideInAnyPackage(
                    API[3], INTERNAL + "serve..", INTERNAL + "engine..", INTERNAL + "store..", INTERNAL + "embedded")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(API[1], INTERNAL + "http..", INTERNAL + "read..", INTERNAL + "produce");

    @ArchTest
    static final ArchRule theLibraryDoesNotKnowTheTestKit = noClasses()
            .that()
            .resideOutsideOfPackages(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TESTKIT)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..");

    /** Weld is one implementation of CDI: the kit works with each. */
    @ArchTest
    static final ArchRule theTestKitKnowsCdiOnly = noClasses()
            .that()
            .resideInAnyPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jboss..");

    /** Only the servlet binding and the public servlet use the servlet API. */
    @ArchTest
    static final ArchRule theEngineKnowsNoServlet = noClasses()
            .that()
            .resideInAnyPackage(
                    INTERNAL + "engine..",
                    INTERNAL + "store..",
                    INTERNAL + "serve",
                    INTERNAL + "serve.exchange",
                    INTERNAL + "serve.read")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.servlet..");

    @ArchTest
    static final ArchRule theEngineKnowsNoFile = noClasses()
            .that()
            .resideInAnyPackage(INTERNAL + "engine..", INTERNAL + "store.memory")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.nio.channels..");

    @ArchTest
    static final ArchRule onlyTransportsKnowHowRequestsAreSent = noClasses()
            .that()
            .resideOutsideOfPackage("org.streamlistening.internal.http.transport")
            .and()
            // Its customizers are those of the two HTTP clients.
            .areNotAssignableTo(DurableStreamsClientBuilder.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "java.net.http..");

    /** The rest of the library works in a runtime without WebSocket. */
    @ArchTest
    static final ArchRule onlyTheSocketsNeedWebSocket = noClasses()
            .that()
            .resideOutsideOfPackages("org.streamlistening.websocket..", "org.streamlistening.internal.socket..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.websocket..");

    /** Each of these APIs is optional: a class that mentions it must not be loaded where it is missing. */
    @ArchTest
    static final ArchRule onlyTwoRoomsKnowOptionalApis = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "microprofile", INTERNAL + "opentelemetry")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.microprofile..", "io.opentelemetry..");

    @ArchTest
    static final ArchRule onlyOneClassReachesTheseRooms = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "microprofile", INTERNAL + "opentelemetry")
            .and()
            .haveSimpleNameNotEndingWith("OptionalApis")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INTERNAL + "microprofile", INTERNAL + "opentelemetry");

    @ArchTest
    static final ArchRule healthNeedsNoMetrics = noClasses()
            .that()
            .haveNameMatching(".*Health.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.microprofile.metrics..");

    @ArchTest
    static final ArchRule metricsNeedNoHealth = noClasses()
            .that()
            .haveSimpleName("RegistryGauges")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.microprofile.health..");

    @ArchTest
    static final ArchRule theCoreKnowsNoContainer = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.streamlistening.internal.listen..",
                    "org.streamlistening.internal.tail..",
                    "org.streamlistening.internal.failures..",
                    "org.streamlistening.client..",
                    "org.streamlistening.internal.http..",
                    "org.streamlistening.internal.read..",
                    "org.streamlistening.internal.produce..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.enterprise..",
                    "jakarta.inject..",
                    "jakarta.servlet..",
                    "jakarta.faces..",
                    "javax.naming..");

    @ArchTest
    static final ArchRule theServerNeedsNoCdi = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.streamlistening.server..",
                    "org.streamlistening.internal.embedded..",
                    "org.streamlistening.internal.serve..",
                    "org.streamlistening.internal.engine..",
                    "org.streamlistening.internal.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.enterprise..", "jakarta.inject..");

    /** Only classes whose name ends in {@code Threads} start threads. */
    @ArchTest
    static final ArchRule onlyClassesCalledThreadsStartAny = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Threads")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class, String.class);

    /**
     * A {@code java.util.logging} logger of Open Liberty keeps the class that requested it first, and so its
     * application.
     */
    @ArchTest
    static final ArchRule loggersAreThoseOfTheSystem =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging");

    /** Payara cannot tell which bean manager the extension means (WELD-001327); other threads than managed have none. */
    @ArchTest
    static final ArchRule nothingLooksUpTheCurrentContainer =
            noClasses().should().dependOnClassesThat().areAssignableTo(CDI.class);

    @ArchTest
    static final ArchRule theListenerHasNoClockOfItsOwn = noClasses()
            .that()
            .resideInAnyPackage("org.streamlistening.internal.listen..", "org.streamlistening.internal.tail..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    /** Listeners know typed outcomes of reads, which the read room makes of statuses. */
    @ArchTest
    static final ArchRule theListenerKnowsNoHttpStatus = noClasses()
            .that()
            .resideInAnyPackage("org.streamlistening.internal.listen..", "org.streamlistening.internal.tail..")
            .should()
            .callMethod(StreamException.class, "status");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = classes()
            .should()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl");
}
