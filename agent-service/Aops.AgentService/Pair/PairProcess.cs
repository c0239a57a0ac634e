using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>A process of the suite below one root.</summary>
/// <param name="Role">The half; null for a launcher whose half is not known.</param>
/// <param name="Process">Which process.</param>
/// <param name="Program">Its file name, for instance <c>aops-spm</c>.</param>
internal sealed record PairProcess(Role? Role, ProcessIdentity Process, string Program);
