using Aops.AgentService.Services;

namespace Aops.AgentService.Install.Steps;

/// <summary>What the host was like before the switch.</summary>
/// <param name="IsThere">Whether it had an installation.</param>
/// <param name="Ran">Whether a member of the pair ran.</param>
/// <param name="Manager">The service manager of it; without an installation the one that it would have had.</param>
internal sealed record OlderInstallation(bool IsThere, bool Ran, IHostServices Manager);
