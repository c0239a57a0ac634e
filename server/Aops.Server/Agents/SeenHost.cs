namespace Aops.Server.Agents;

/// <summary>When an online host was heard of.</summary>
/// <param name="AgentId">Its id.</param>
/// <param name="At">The time of its last heartbeat; now, while one is held.</param>
/// <param name="IntervalSeconds">Time until its next one.</param>
internal readonly record struct SeenHost(string AgentId, DateTimeOffset At, int IntervalSeconds);
