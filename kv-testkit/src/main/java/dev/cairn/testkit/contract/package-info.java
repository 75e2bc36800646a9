/**
 * The contracts of the services as JUnit classes: one test or more for each numbered rule of the
 * service's Javadoc.
 *
 * <pre>
 * StorageEngineContract   TransportContract   PartitionerContract   ReplicaPlacementContract
 * ConflictResolverContract   FailureDetectorContract   SeedProviderContract   TopologyStoreContract   DirectoryContract
 * ClientProtocolContract   ListeningContract   ConsistencyPolicyContract   ReplicatedDataTypeContract
 *          ▲ extends
 * your plugin's test: implements the factory method, inherits every rule
 * </pre>
 *
 * A test's name begins with the number of its rule. The tests are package-private, so a plugin
 * cannot override one away; what a plugin cannot do by its nature it declares, where the contract
 * has a set of capabilities for that.
 */
@NullMarked
package dev.cairn.testkit.contract;

import org.jspecify.annotations.NullMarked;
