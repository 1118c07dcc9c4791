package org.hpcdaemon.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a batch job's environment is the job's, and what its user's. */
final class AllocationTest {
    private static Map<String, String> left(String... pairs) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return new ChildEnvironment(environment).base();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLURM_JOB_ID",
                "SLURM_CPU_BIND",
                "SBATCH_PARTITION",
                "SALLOC_PARTITION",
                "SRUN_DEBUG",
                "PMI_RANK",
                "PMI2_X",
                "PMIX_RANK",
                "PRTE_X",
                "OMPI_COMM_WORLD_RANK",
                "HYDRA_X",
                "CUDA_VISIBLE_DEVICES",
                "ROCR_VISIBLE_DEVICES",
                "HIP_VISIBLE_DEVICES",
                "ZE_AFFINITY_VISIBLE_DEVICES",
                "GPU_DEVICE_ORDINAL"
            })
    void isTheJobs(String name) {
        assertThat(left(name, "7", "KEPT", "1")).containsOnlyKeys("KEPT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLURM_CONF",
                "SLURM_CLUSTERS",
                "PATH",
                "SLURMX",
                "OMPIRE",
                "MODULEPATH",
                "OMP_NUM_THREADS",
                "TMPDIR"
            })
    void isTheUsers(String name) {
        assertThat(left(name, "7")).containsOnlyKeys(name);
    }

    @Test
    void inAJobItsTemporaryFolderAndNumberOfThreadsAreTheJobs() {
        assertThat(left(
                        "SLURM_JOB_ID",
                        "7",
                        "TMPDIR",
                        "/tmp/7",
                        "OMP_NUM_THREADS",
                        "1",
                        "SLURM_CONF",
                        "/etc/slurm.conf"))
                .containsOnlyKeys("SLURM_CONF");
    }

    @ParameterizedTest
    @CsvSource({
        "SLURM_JOB_ID, SLURM job 7",
        "PMIX_RANK, an MPI program",
        "SLURM_CONF,",
        "SBATCH_PARTITION,",
    })
    void isInOneOrNot(String name, String words) {
        assertThat(Allocation.in(Map.of(name, "7")).orElse(null)).isEqualTo(words);
    }
}
