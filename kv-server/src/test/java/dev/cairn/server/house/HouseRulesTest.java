package dev.cairn.server.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The directions that docs/architecture.md draws, over the compiled classes of every module of the
 * server.
 */
class HouseRulesTest {
    private static final List<String> MODULES =
            List.of(
                    "kv-api",
                    "kv-ring",
                    "kv-gossip",
                    "kv-lsm",
                    "kv-replication",
                    "kv-transport-netty",
                    "kv-transport-grpc",
                    "kv-client",
                    "kv-server");
    private static final JavaClasses CLASSES = load();

    private static JavaClasses load() {
        List<Path> folders = new ArrayList<>();
        for (String module : MODULES) {
            Path classes = Path.of("..", module, "target", "classes");
            assertThat(Files.isDirectory(classes)).as("%s is compiled", module).isTrue();
            folders.add(classes);
        }
        return new ClassFileImporter().importPaths(folders);
    }

    @Test
    void theSharedLanguageDependsOnNothing() {
        classes()
                .that()
                .resideInAPackage("dev.cairn.api..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                "dev.cairn.api..", "java..", "javax.net.ssl..", "org.jspecify.."))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ring",
                "gossip",
                "lsm",
                "replication",
                "transport.netty",
                "transport.grpc",
                "client"
            })
    void anImplementationKnowsTheSharedLanguageAndNoOtherImplementation(String name) {
        String own = "dev.cairn." + name + "..";
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.cairn..")
                                .and(not(resideInAnyPackage(own, "dev.cairn.api.."))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theServerNamesNoImplementation() {
        noClasses()
                .that()
                .resideInAPackage("dev.cairn.server..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.cairn..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "dev.cairn.server..", "dev.cairn.api.."))))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ring",
                "gossip",
                "lsm",
                "replication",
                "transport.netty",
                "transport.grpc",
                "client",
                "server"
            })
    void noRoomIsEnteredTwice(String name) {
        slices().matching("dev.cairn." + name + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void protocolsAreStateMachinesWithoutInputAndOutput() {
        noClasses()
                .that(
                        resideInAnyPackage(
                                        "dev.cairn.gossip..",
                                        "dev.cairn.replication..",
                                        "dev.cairn.ring..")
                                .and(not(resideInAnyPackage("dev.cairn.gossip.seeds.."))))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels.."))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Thread.class,
                        Executors.class,
                        Random.class,
                        ThreadLocalRandom.class,
                        File.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }
}
