namespace Aops.Rollouts.Strategies;

/// <summary>How many charged hosts halt a rollout.</summary>
/// <remarks>
/// Only what was attempted counts: a stage of 10,000 hosts in which the first 8 fail is halted at the first of them, and
/// not at 0.08 percent. In the canary the first charged host halts, whatever is said here.
/// </remarks>
/// <param name="ChargedMax">So many charged hosts halt.</param>
/// <param name="PercentMax">More than so many percent of the attempted hosts of a stage halt, 0 to 100.</param>
/// <param name="AttemptedMin">Before so many were attempted, neither of both is asked.</param>
/// <param name="InARowMax">So many charged ones, one after another and without a success between them, halt.</param>
public sealed record BudgetRule(int ChargedMax = 50, double PercentMax = 10, int AttemptedMin = 5, int InARowMax = 3);
