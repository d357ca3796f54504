package org.streamlistening;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.Executors;

/** The way of a message through the packages, and who may do what. */
@AnalyzeClasses(packages = "org.streamlistening", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule eachHopKnowsOnlyTheHopsBehindIt = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("websocket")
            .definedBy("org.streamlistening.websocket")
            .layer("cdi")
            .definedBy("org.streamlistening.internal.cdi")
            .layer("delivery")
            .definedBy("org.streamlistening.internal.delivery")
            .layer("listen")
            .definedBy("org.streamlistening.internal.listen")
            .layer("client")
            .definedBy("org.streamlistening.client")
            .layer("server")
            .definedBy("org.streamlistening.server..")
            .layer("handover")
            .definedBy("org.streamlistening.internal.handover")
            .layer("config")
            .definedBy("org.streamlistening.internal.config")
            .layer("threads")
            .definedBy("org.streamlistening.internal.threads")
            .layer("inprocess")
            .definedBy("org.streamlistening.inprocess")
            .layer("protocol")
            .definedBy("org.streamlistening.internal.protocol")
            .layer("api")
            .definedBy("org.streamlistening")
            .whereLayer("websocket")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("cdi")
            .mayOnlyBeAccessedByLayers("websocket")
            .whereLayer("delivery")
            .mayOnlyBeAccessedByLayers("cdi")
            .whereLayer("handover")
            .mayOnlyBeAccessedByLayers("cdi")
            .whereLayer("listen")
            .mayOnlyBeAccessedByLayers("cdi", "delivery", "handover", "websocket")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("cdi", "listen", "handover", "websocket")
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("cdi")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("api", "cdi", "client", "delivery", "listen", "server", "websocket")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cdi", "server")
            .whereLayer("threads")
            .mayOnlyBeAccessedByLayers("cdi", "client", "listen", "server")
            .whereLayer("inprocess")
            .mayOnlyBeAccessedByLayers("cdi", "client", "server");

    @ArchTest
    static final ArchRule nothingGoesInCircles =
            slices().matching("org.streamlistening.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheClientKnowsHowRequestsAreSent = noClasses()
            .that()
            .resideOutsideOfPackage("org.streamlistening.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "java.net.http..");

    /** So that a runtime without WebSocket has all the rest. */
    @ArchTest
    static final ArchRule onlyTheSocketsNeedWebSocket = noClasses()
            .that()
            .resideOutsideOfPackage("org.streamlistening.websocket..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.websocket..");

    @ArchTest
    static final ArchRule theCoreKnowsNoContainer = noClasses()
            .that()
            .resideInAnyPackage("org.streamlistening.internal.listen..", "org.streamlistening.client..")
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
            .resideInAPackage("org.streamlistening.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.enterprise..", "jakarta.inject..");

    /** One class in each of the packages cdi, server and threads, whose name says so. */
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

    /** Open Liberty's loggers of that kind keep the class that asked first, and so the first deployment of an application. */
    @ArchTest
    static final ArchRule whoeverLogsAsksTheSystemForALogger =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging");

    @ArchTest
    static final ArchRule theListenerHasNoClockOfItsOwn = noClasses()
            .that()
            .resideInAPackage("org.streamlistening.internal.listen..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now");

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
