// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.efc.backend.nfs.server.Fault;

/**
 * A row of the matrix: a fault, and what each operation has to come to.
 *
 * @param rule why the outcomes are what is expected, and where that is written
 * @param fault gets the volume, for a fault that needs to make calls itself
 * @param times for how many calls it is in force
 * @param everywhere for all calls, and not only for the one that does the operation
 * @param duplicates whether the server has a duplicate request cache
 * @param options of the source
 * @param operations to which the fault can happen
 * @param usual what they come to: {@code ok} or the name of an errno
 * @param others those that come to something else
 * @param untouched whether an operation that fails must have changed nothing
 */
record Row(
    String name,
    String rule,
    Function<Runnable, Fault> fault,
    int times,
    boolean everywhere,
    boolean duplicates,
    String options,
    Set<Operation> operations,
    String usual,
    Map<Operation, String> others,
    boolean untouched) {

  static final int ALWAYS = Integer.MAX_VALUE;

  /** What the names of rows begin with that change what is told of a file. */
  static final String LIMITS = "numbers at their limits";

  /** 2^64 - 1 bytes become the most that off_t has. */
  private static final String HUGE = "ok 9223372036854775807 numbered";

  /** A fault in the call that does each operation. */
  static Row of(String name, Fault fault, int times, String usual, String rule) {
    return new Row(
        name,
        rule,
        _ -> fault,
        times,
        false,
        true,
        "",
        EnumSet.allOf(Operation.class),
        usual,
        Map.of(),
        false);
  }

  Row with(Function<Runnable, Fault> other) {
    return new Row(
        name,
        rule,
        other,
        times,
        everywhere,
        duplicates,
        options,
        operations,
        usual,
        others,
        untouched);
  }

  Row inEveryCall() {
    return new Row(
        name, rule, fault, times, true, duplicates, options, operations, usual, others, untouched);
  }

  Row withoutDuplicateCache() {
    return new Row(
        name, rule, fault, times, everywhere, false, options, operations, usual, others, untouched);
  }

  Row mountedWith(String more) {
    return new Row(
        name,
        rule,
        fault,
        times,
        everywhere,
        duplicates,
        more,
        operations,
        usual,
        others,
        untouched);
  }

  Row only(Operation first, Operation... more) {
    return new Row(
        name,
        rule,
        fault,
        times,
        everywhere,
        duplicates,
        options,
        EnumSet.of(first, more),
        usual,
        others,
        untouched);
  }

  Row but(String other, Operation first, Operation... more) {
    Map<Operation, String> all = new EnumMap<>(Operation.class);
    all.putAll(others);
    EnumSet.of(first, more).forEach(operation -> all.put(operation, other));
    return new Row(
        name,
        rule,
        fault,
        times,
        everywhere,
        duplicates,
        options,
        operations,
        usual,
        all,
        untouched);
  }

  /** What fails has changed nothing. */
  Row changingNothing() {
    return new Row(
        name, rule, fault, times, everywhere, duplicates, options, operations, usual, others, true);
  }

  /** What the application says of a success. */
  String success(Operation operation) {
    boolean shows = operation == Operation.LOOKUP_ || operation == Operation.STAT;
    return name.startsWith(LIMITS) && shows ? HUGE : operation.success();
  }

  String expected(Operation operation) {
    return operations.contains(operation)
        ? others.getOrDefault(operation, usual)
        : FaultTable.IMPOSSIBLE;
  }

  @Override
  public String toString() {
    return name;
  }
}
