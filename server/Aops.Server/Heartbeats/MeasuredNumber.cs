namespace Aops.Server.Heartbeats;

/// <summary>A number in the body of a heartbeat that differs from one to the next without being news.</summary>
/// <param name="At">Where its digits begin, in bytes.</param>
/// <param name="Length">How many digits it has.</param>
/// <param name="Member">Which member it is.</param>
/// <param name="SubAgent">Index of the sub-agent that it is of; 0 for others.</param>
internal readonly record struct MeasuredNumber(int At, int Length, MeasuredMember Member, int SubAgent);
