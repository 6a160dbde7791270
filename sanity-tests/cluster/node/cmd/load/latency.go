// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math"
	"time"
)

// latencies counts durations in buckets that grow by 5 %: from a microsecond to more than an hour in 512 numbers.
type latencies struct {
	counts [512]uint64
	total  uint64
}

const bucketGrowth = 1.05

func (l *latencies) add(took time.Duration) {
	bucket := 0
	if micros := float64(took) / float64(time.Microsecond); micros > 1 {
		bucket = min(int(math.Ceil(math.Log(micros)/math.Log(bucketGrowth))), len(l.counts)-1)
	}
	l.counts[bucket]++
	l.total++
}

// quantile is the upper bound of the bucket in which this part of all durations ends; 0 when there are none.
func (l *latencies) quantile(part float64) time.Duration {
	wanted := uint64(math.Ceil(part * float64(l.total)))
	var seen uint64
	for bucket, count := range l.counts {
		seen += count
		if count > 0 && seen >= wanted {
			return time.Duration(math.Pow(bucketGrowth, float64(bucket)) * float64(time.Microsecond))
		}
	}
	return 0
}
